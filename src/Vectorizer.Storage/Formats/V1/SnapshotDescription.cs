using System.Buffers.Binary;
using System.Collections.Immutable;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>What a snapshot holds: the block of the kind <see cref="SnapshotBlockKind.Description"/>.</summary>
/// <remarks>
/// offset size  field         meaning
///      0    4  ordinals      of points that exist and of dead ones that walks pass through
///      4    4  points        that exist
///      8    4  reserved      0
///     12    4  fields        vector fields, 1..64
///     16  32·n entries       one per field:
///                0  4  dimension
///                4  4  metric        0 cosine, 1 euclidean, 2 dot, 3 manhattan
///                8  4  m
///               12  4  ef_construction
///               16  4  upper         records of links above layer 0
///               20  4  entry         node where walks start, or −1
///               24  8  reserved      0
/// </remarks>
internal sealed record SnapshotDescription(
    int Ordinals, int Points, ImmutableArray<(VectorFieldSchema Schema, int UpperCount, int Entry)> Fields)
{
    private const int HeaderSize = 16;
    private const int EntrySize = 32;

    // Every insertion makes room for so many candidates: far above what a collection may ask for, and no danger to memory.
    private const int MaxEfConstruction = 65_536;

    public static SnapshotDescription Of(SegmentCapture capture) => new(
        capture.Count,
        capture.LiveCount,
        [.. capture.Fields.Zip(capture.Graphs, (schema, graph) => (schema, graph.UpperCount, graph.Entry))]);

    public int Size => HeaderSize + (Fields.Length * EntrySize);

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(destination, Ordinals);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Points);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], Fields.Length);
        Span<byte> entry = destination[HeaderSize..];
        foreach ((VectorFieldSchema schema, int upperCount, int start) in Fields)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entry, schema.Dimension);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], NumberOf(schema.Metric));
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], schema.Hnsw.M);
            BinaryPrimitives.WriteInt32LittleEndian(entry[12..], schema.Hnsw.EfConstruction);
            BinaryPrimitives.WriteInt32LittleEndian(entry[16..], upperCount);
            BinaryPrimitives.WriteInt32LittleEndian(entry[20..], start);
            entry = entry[EntrySize..];
        }
    }

    /// <exception cref="InvalidDataException">The bytes contradict each other, or describe what no segment can be.</exception>
    /// <exception cref="NotSupportedException">A field of the format that this program does not know is used.</exception>
    public static SnapshotDescription Read(ReadOnlySpan<byte> bytes)
    {
        int fields = bytes.Length >= HeaderSize ? BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) : 0;
        if (fields is < 1 or > SegmentIndex.MaxFields || bytes.Length != HeaderSize + (fields * EntrySize))
        {
            throw new InvalidDataException($"{bytes.Length} bytes do not describe {fields} vector fields");
        }

        bool usesReserved = bytes[8..12].ContainsAnyExcept((byte)0);
        ImmutableArray<(VectorFieldSchema, int, int)>.Builder entries = ImmutableArray.CreateBuilder<(VectorFieldSchema, int, int)>(fields);
        for (int field = 0; field < fields; field++)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(HeaderSize + (field * EntrySize), EntrySize);
            HnswParameters hnsw = new(
                BinaryPrimitives.ReadInt32LittleEndian(entry[8..]), BinaryPrimitives.ReadInt32LittleEndian(entry[12..]));
            VectorFieldSchema schema = new(
                BinaryPrimitives.ReadInt32LittleEndian(entry), MetricOf(BinaryPrimitives.ReadInt32LittleEndian(entry[4..])), hnsw);
            usesReserved |= entry[24..].ContainsAnyExcept((byte)0);
            if (schema.Dimension is < 1 or > VectorFieldSchema.MaxDimension || hnsw.M is < 2 or > 128 || hnsw.EfConstruction is < 4 or > MaxEfConstruction)
            {
                throw new InvalidDataException(
                    $"a vector field of the dimension {schema.Dimension} with m={hnsw.M} and ef_construction={hnsw.EfConstruction} cannot be");
            }

            entries.Add((schema, BinaryPrimitives.ReadInt32LittleEndian(entry[16..]), BinaryPrimitives.ReadInt32LittleEndian(entry[20..])));
        }

        if (usesReserved)
        {
            throw new NotSupportedException("its description uses a field that this program does not know");
        }

        SnapshotDescription description = new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            entries.MoveToImmutable());
        return description.Points >= 0 && description.Points <= description.Ordinals
            ? description
            : throw new InvalidDataException($"{description.Points} points with {description.Ordinals} ordinals cannot be");
    }

    private static int NumberOf(Metric metric) => metric switch
    {
        Metric.Cosine => 0,
        Metric.Euclidean => 1,
        Metric.Dot => 2,
        _ => 3,
    };

    private static Metric MetricOf(int number) => number switch
    {
        0 => Metric.Cosine,
        1 => Metric.Euclidean,
        2 => Metric.Dot,
        3 => Metric.Manhattan,
        _ => throw new InvalidDataException($"the metric {number} is unknown"),
    };
}
