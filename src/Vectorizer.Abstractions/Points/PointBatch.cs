using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Points;

/// <summary>Points as they travel: ids, vectors and payloads, each kind in one buffer.</summary>
/// <param name="Ids">UTF-8, 1..256 bytes each, compared by bytes.</param>
/// <param name="Fields">
/// For each point one bit per vector field of the collection that the point has. Empty when every point has field 0 alone.
/// </param>
/// <param name="Values">
/// The vectors of the first point in order of its fields, then those of the second, and so on. Empty in answers without vectors.
/// </param>
/// <param name="Payloads">One JSON object (UTF-8) per point, empty for none; <see cref="ByteStrings.Empty"/> when no point has one.</param>
/// <param name="Sequences">In answers the write that stored each point; empty in requests.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.PointBatch")]
public sealed record PointBatch(
    [property: Id(0)] ByteStrings Ids,
    [property: Id(1)] ImmutableArray<ulong> Fields,
    [property: Id(2)] VectorBlock Values,
    [property: Id(3)] ByteStrings Payloads,
    [property: Id(4)] ImmutableArray<long> Sequences = default)
{
    /// <summary>No points.</summary>
    public static readonly PointBatch Empty = new(ByteStrings.Empty, [], VectorBlock.Empty, ByteStrings.Empty);

    /// <summary>Number of points.</summary>
    public int Count => Ids.Count;

    /// <summary>The fields of the point at <paramref name="index"/>, one bit each.</summary>
    public ulong FieldsOf(int index) => Fields.IsDefaultOrEmpty ? 1UL : Fields[index];

    /// <summary>The write that stored the point at <paramref name="index"/>; 0 where it is not told.</summary>
    public long SequenceOf(int index) => Sequences.IsDefaultOrEmpty ? 0 : Sequences[index];

    /// <summary>The payload of the point at <paramref name="index"/>; empty for none.</summary>
    public ReadOnlyMemory<byte> PayloadOf(int index) => Payloads.Count == 0 ? default : Payloads[index];
}
