namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The 128 bits of a UUID.</summary>
internal readonly record struct UuidKey(UInt128 Value) : IValueKey<UuidKey>
{
    /// <inheritdoc/>
    public static int PlaceBytes => 16;

    /// <inheritdoc/>
    public int OwnBytes => 0;

    /// <inheritdoc/>
    public int CompareTo(in UuidKey other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public UuidKey Keep() => this;
}
