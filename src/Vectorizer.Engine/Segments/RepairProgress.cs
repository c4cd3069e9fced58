namespace Vectorizer.Engine.Segments;

/// <summary>Where a repair stands after a call of <see cref="SegmentIndex.Repair"/>.</summary>
public enum RepairProgress
{
    /// <summary>There was nothing to do, or the ordinals of the points that were dead at the beginning are free.</summary>
    Done,

    /// <summary>Call again.</summary>
    Working,

    /// <summary>A reader that began before, or a capture, is still open. Call again later.</summary>
    Waiting,
}
