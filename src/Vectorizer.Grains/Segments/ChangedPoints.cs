namespace Vectorizer.Grains.Segments;

/// <summary>The points of a write that are not as they were when it was computed.</summary>
internal sealed class ChangedPoints
{
    /// <summary>Their places in the write.</summary>
    public SortedSet<int> Numbers { get; } = [];

    /// <summary>End when the writes that were on their way to them are visible or have failed.</summary>
    public List<Task> Settling { get; } = [];
}
