namespace Vectorizer.Engine.Segments;

/// <summary>Native memory of a segment index in bytes, by part.</summary>
/// <param name="Vectors">Rows of floats and the links of layer 0 beside them.</param>
/// <param name="UpperLinks">Links of the layers above.</param>
/// <param name="Points">Ids, payloads, and what is known of each point.</param>
/// <param name="Payloads">Payloads alone, as they are kept; part of <paramref name="Points"/>.</param>
/// <param name="UncompressedPayloads">What the payloads would take if none were compressed.</param>
public readonly record struct SegmentMemoryUse(
    long Vectors, long UpperLinks, long Points, long Payloads, long UncompressedPayloads);
