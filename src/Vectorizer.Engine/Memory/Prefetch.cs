using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Vectorizer.Engine.Memory;

/// <summary>Asks for memory that will be read soon. A hint: it changes nothing but time, and any address may be given.</summary>
internal static unsafe class Prefetch
{
    private const int CacheLineBytes = 64;

    /// <summary>Asks for the cache lines of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(byte* block, int bytes)
    {
        if (Sse.IsSupported)
        {
            byte* end = block + bytes;
            for (byte* line = (byte*)((nuint)block & ~(nuint)(CacheLineBytes - 1)); line < end; line += CacheLineBytes)
            {
                Sse.Prefetch0(line);
            }
        }
    }
}
