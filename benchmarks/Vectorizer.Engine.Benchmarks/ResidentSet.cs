using System.Diagnostics;

namespace Vectorizer.Engine.Benchmarks;

/// <summary>The physical memory of this process.</summary>
internal static class ResidentSet
{
    /// <summary>Bytes, without what the garbage collector would keep for later.</summary>
    public static long Measure()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
