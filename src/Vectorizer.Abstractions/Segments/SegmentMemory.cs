namespace Vectorizer.Abstractions.Segments;

/// <summary>Memory of a segment in bytes, by part.</summary>
/// <param name="Vectors">Rows of floats that are in memory.</param>
/// <param name="Links">Links of all layers, and what the graphs know of each node.</param>
/// <param name="Points">Ids, and what is known of each point.</param>
/// <param name="Payloads">Payloads as they are kept.</param>
/// <param name="LogBuffers">Writes that wait to be logged or to become visible.</param>
/// <param name="UncompressedPayloads">What the payloads would take if none were compressed; no part of the total.</param>
/// <param name="Codes">What is kept of rows for searches where they are quantized.</param>
/// <param name="PayloadIndexes">Indexes over payloads, at most.</param>
/// <param name="RowFiles">What rows that are not in memory take of the disk; no part of the total.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.SegmentMemory")]
public sealed record SegmentMemory(
    [property: Id(0)] long Vectors,
    [property: Id(1)] long Links,
    [property: Id(2)] long Points,
    [property: Id(3)] long Payloads,
    [property: Id(4)] long LogBuffers,
    [property: Id(5)] long UncompressedPayloads,
    [property: Id(6)] long Codes = 0,
    [property: Id(7)] long RowFiles = 0,
    [property: Id(8)] long PayloadIndexes = 0)
{
    /// <summary>All parts together.</summary>
    public long Total => Vectors + Codes + Links + Points + Payloads + PayloadIndexes + LogBuffers;
}
