using System.Numerics;
using System.Runtime.CompilerServices;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>Counts the rows that a search has been compared with, afterwards: a walk marks each that it scores, once.</summary>
/// <remarks>
/// Read from the marks that the walk leaves behind, so that nothing is added to the product. The few rows of the upper
/// layers are not marked and not counted, nor are those that are weighed again by their floats.
/// </remarks>
internal static class WalkCount
{
    /// <summary>Forgets the walk before: a search that compares with every row, as over a small segment, marks none.</summary>
    public static void Clear(SegmentReader reader) => Scratch(reader).Visited.Reset(nodes: 0);

    /// <summary>Rows scored by the walk since <see cref="Clear"/>; 0 if there was none.</summary>
    public static long Of(SegmentReader reader)
    {
        long count = 0;
        foreach (ulong word in Words(Scratch(reader).Visited))
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scratch")]
    private static extern ref WalkScratch Scratch(SegmentReader reader);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_words")]
    private static extern ref ulong[] Words(VisitedSet visited);
}
