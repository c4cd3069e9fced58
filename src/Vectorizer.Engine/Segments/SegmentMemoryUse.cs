namespace Vectorizer.Engine.Segments;

/// <summary>Memory of a segment index in bytes, by part: physical memory, so that a page counts once it is touched.</summary>
/// <param name="Vectors">Rows of floats, as far as they lie in memory.</param>
/// <param name="Codes">What walks read in the place of rows, where a field is quantized.</param>
/// <param name="Links">Links of all layers, and what the graphs know of each node.</param>
/// <param name="Points">Ids, and what is known of each point.</param>
/// <param name="Payloads">Payloads as they are kept.</param>
/// <param name="UncompressedPayloads">What the payloads would take if none were compressed; no part of the total.</param>
/// <param name="PayloadIndexes">The most that indexes over payloads take. They are garbage-collected, and counted by what they hold.</param>
public readonly record struct SegmentMemoryUse(
    long Vectors, long Codes, long Links, long Points, long Payloads, long UncompressedPayloads, long PayloadIndexes = 0)
{
    /// <summary>All parts together.</summary>
    public long Total => Vectors + Codes + Links + Points + Payloads + PayloadIndexes;
}
