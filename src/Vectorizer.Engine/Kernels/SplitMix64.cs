namespace Vectorizer.Engine.Kernels;

/// <summary>Numbers that look drawn by lot, and are the same each time (Steele, Lea &amp; Flood 2014).</summary>
internal static class SplitMix64
{
    /// <summary>The number drawn for another; those of different ones look independent.</summary>
    public static ulong Of(int number)
    {
        ulong z = ((ulong)(uint)number + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
