using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>A 64-bit integer, or what has been mapped to one in its order.</summary>
internal readonly record struct NumberKey(long Value) : IValueKey<NumberKey>
{
    /// <inheritdoc/>
    public static int PlaceBytes => sizeof(long);

    /// <inheritdoc/>
    public int OwnBytes => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareTo(in NumberKey other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public NumberKey Keep() => this;
}
