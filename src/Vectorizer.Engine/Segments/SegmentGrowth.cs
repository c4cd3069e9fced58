namespace Vectorizer.Engine.Segments;

/// <summary>What writes add to a segment index. Deletes add nothing.</summary>
/// <param name="Points">Points stored; one that is replaced counts too, since readers may still see the old one.</param>
/// <param name="BlobBytes">The most that their ids and payloads take.</param>
/// <param name="IndexBytes">The most that the values of their payloads take in the indexes over payloads.</param>
public readonly record struct SegmentGrowth(int Points, long BlobBytes, long IndexBytes = 0)
{
    /// <summary>What both add.</summary>
    public static SegmentGrowth operator +(in SegmentGrowth one, in SegmentGrowth other)
        => new(checked(one.Points + other.Points), one.BlobBytes + other.BlobBytes, one.IndexBytes + other.IndexBytes);
}
