using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>A block of the kind <see cref="SnapshotBlockKind.Nodes"/>: a range of nodes of one field's graph.</summary>
/// <remarks>
/// field   size      meaning
/// levels  1·n       highest layer of each node, signed; −1 for a node without a row. Zeros up to a multiple of 8 follow.
/// scales  8·n       IEEE 754 double: the factor that restores the length of the row
/// rows    4·d·k     IEEE 754 single, for the k nodes that have a row
/// links   4·…       for each of those nodes and each of its layers from 0: their count, then the ordinals they lead to
/// Numbers lie so that they are copied in bulk: all are little-endian, as every machine is that this program runs on.
/// </remarks>
internal static class NodeBlockFormat
{
    /// <summary>Bytes that nodes of these levels take at most.</summary>
    public static int MaxSize(GraphCapture graph, int first, int count)
    {
        long size = RoundUp(count) + ((long)count * sizeof(double));
        for (int ordinal = first; ordinal < first + count; ordinal++)
        {
            size += MaxSize(graph, ordinal);
        }

        return checked((int)size);
    }

    /// <summary>Bytes that row and links of a node take at most.</summary>
    public static long MaxSize(GraphCapture graph, int ordinal)
        => graph.Level(ordinal) is >= 0 and int level
            ? ((long)graph.Dimension + graph.MaxLinkInts(level)) * sizeof(float)
            : 0;

    /// <summary>Takes nodes of a capture and returns the bytes written.</summary>
    public static int Write(GraphCapture graph, int first, int count, Span<byte> destination)
    {
        Span<sbyte> levels = MemoryMarshal.Cast<byte, sbyte>(destination[..count]);
        destination[count..RoundUp(count)].Clear();
        Span<double> scales = MemoryMarshal.Cast<byte, double>(destination.Slice(RoundUp(count), count * sizeof(double)));
        Span<byte> rest = destination[(RoundUp(count) + (count * sizeof(double)))..];
        for (int i = 0; i < count; i++)
        {
            levels[i] = (sbyte)graph.Level(first + i);
            scales[i] = graph.Scale(first + i);
            if (levels[i] >= 0)
            {
                ReadOnlySpan<byte> row = MemoryMarshal.AsBytes(graph.Row(first + i));
                row.CopyTo(rest);
                rest = rest[row.Length..];
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (levels[i] >= 0)
            {
                rest = rest[(graph.TakeLinks(first + i, MemoryMarshal.Cast<byte, int>(rest)) * sizeof(int))..];
            }
        }

        return destination.Length - rest.Length;
    }

    /// <summary>Reads a block into a segment.</summary>
    /// <exception cref="InvalidDataException">The bytes contradict each other.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(ReadOnlySpan<byte> block, in SnapshotBlockHeader header, int dimension, SegmentLoader loader)
    {
        int count = header.Count;
        if (MinSize(count) > block.Length)
        {
            throw new InvalidDataException($"a block of {block.Length} bytes cannot hold {count} nodes");
        }

        int fixedSize = (int)MinSize(count);
        ReadOnlySpan<sbyte> levels = MemoryMarshal.Cast<byte, sbyte>(block[..count]);
        ReadOnlySpan<double> scales = MemoryMarshal.Cast<byte, double>(block[RoundUp(count)..fixedSize]);
        int withRow = 0;
        foreach (sbyte level in levels)
        {
            withRow += level >= 0 ? 1 : 0;
        }

        long rowBytes = (long)withRow * dimension * sizeof(float);
        if (rowBytes > block.Length - fixedSize || block.Length % sizeof(int) != 0)
        {
            throw new InvalidDataException($"a block of {block.Length} bytes cannot hold {withRow} rows");
        }

        loader.PutNodes(
            header.Field,
            header.First,
            levels,
            scales,
            MemoryMarshal.Cast<byte, float>(block.Slice(fixedSize, (int)rowBytes)),
            header.FirstUpper,
            MemoryMarshal.Cast<byte, int>(block[(fixedSize + (int)rowBytes)..]));
    }

    /// <summary>Bytes of so many nodes without rows and links.</summary>
    public static long MinSize(int count) => (((long)count + 7) & ~7L) + ((long)count * sizeof(double));

    private static int RoundUp(int count) => (count + 7) & ~7;
}
