namespace Vectorizer.Abstractions.Segments;

/// <summary>Native memory of a segment in bytes, by part.</summary>
/// <param name="Vectors">Rows of floats and the links of layer 0 that lie beside them.</param>
/// <param name="UpperLinks">Links of the layers above.</param>
/// <param name="Points">Ids, payloads, and what is known of each point.</param>
/// <param name="Payloads">Payloads alone, as they are kept; part of <paramref name="Points"/>.</param>
/// <param name="UncompressedPayloads">What the payloads would take if none were compressed.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.SegmentMemory")]
public sealed record SegmentMemory(
    [property: Id(0)] long Vectors,
    [property: Id(1)] long UpperLinks,
    [property: Id(2)] long Points,
    [property: Id(3)] long Payloads = 0,
    [property: Id(4)] long UncompressedPayloads = 0)
{
    /// <summary>All parts together.</summary>
    public long Total => Vectors + UpperLinks + Points;
}
