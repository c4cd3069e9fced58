namespace Vectorizer.Grains.Snapshots;

/// <summary>What a segment has taken since its last snapshot.</summary>
/// <param name="Operations">Points stored or deleted.</param>
/// <param name="LogBytes">Bytes of their records.</param>
public readonly record struct UnsavedWrites(long Operations, long LogBytes)
{
    public static UnsavedWrites operator +(UnsavedWrites left, UnsavedWrites right)
        => new(left.Operations + right.Operations, left.LogBytes + right.LogBytes);

    public static UnsavedWrites operator -(UnsavedWrites left, UnsavedWrites right)
        => new(left.Operations - right.Operations, left.LogBytes - right.LogBytes);
}
