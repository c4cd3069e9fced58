namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>A string in UTF-8, ordered by its bytes. The memory is borrowed until <see cref="Keep"/>.</summary>
internal readonly struct TextKey(ReadOnlyMemory<byte> utf8) : IValueKey<TextKey>
{
    private const int ArrayHeaderBytes = 24;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <inheritdoc/>
    public static int PlaceBytes => 16;

    /// <inheritdoc/>
    public int OwnBytes => BytesOf(Utf8.Length);

    /// <summary>What a string of so many bytes takes beside its place.</summary>
    public static int BytesOf(int utf8Bytes) => (ArrayHeaderBytes + utf8Bytes + 7) & ~7;

    /// <inheritdoc/>
    public int CompareTo(in TextKey other) => Utf8.Span.SequenceCompareTo(other.Utf8.Span);

    /// <inheritdoc/>
    public TextKey Keep() => new(Utf8.ToArray());
}
