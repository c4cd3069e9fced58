namespace Vectorizer.Grains.Search;

/// <summary>How a silo keeps answers of searches.</summary>
public sealed class CachingOptions
{
    /// <summary>Whether it keeps any.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Bytes that all answers of the silo may take, with their queries, 1 MiB..1 TiB. 64 MiB unless set: ten thousand answers
    /// of ten hits, and little beside the points.
    /// </summary>
    public long MaxBytes { get; set; } = 64L * 1024 * 1024;
}
