using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.Listing;

/// <summary>What a point is put in order by.</summary>
public readonly struct SortValue : IComparable<SortValue>
{
    /// <summary>Bytes of a text that count: two texts that are alike so far are equal.</summary>
    public const int MaxTextBytes = 256;

    private readonly ExactNumber _number;
    private readonly byte[]? _text;

    private SortValue(SortValueKind kind, ExactNumber number, byte[]? text)
    {
        Kind = kind;
        _number = number;
        _text = text;
    }

    /// <summary>What it is.</summary>
    public SortValueKind Kind { get; }

    /// <summary>The number, or the units of 100 ns since the begin of the year 1.</summary>
    public ExactNumber Number => _number;

    /// <summary>The text in UTF-8, at most <see cref="MaxTextBytes"/>; empty for anything else.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>A number.</summary>
    public static SortValue Of(ExactNumber number) => new(SortValueKind.Number, number, null);

    /// <summary>A point in time in units of 100 ns.</summary>
    public static SortValue OfTicks(long ticks) => new(SortValueKind.Datetime, new ExactNumber(ticks), null);

    /// <summary>A text, as a point in time if it reads as one.</summary>
    public static SortValue Of(ReadOnlySpan<byte> text) => DatetimeText.TryParse(text, out long ticks) ? OfTicks(ticks) : OfText(text);

    /// <summary>A text that is none.</summary>
    public static SortValue OfText(ReadOnlySpan<byte> text)
    {
        int length = Math.Min(text.Length, MaxTextBytes);
        while (length < text.Length && length > 0 && (text[length] & 0xC0) == 0x80)
        {
            // No character is cut in two.
            length--;
        }

        return new(SortValueKind.Text, default, text[..length].ToArray());
    }

    /// <inheritdoc/>
    public int CompareTo(SortValue other)
        => Kind != other.Kind ? Kind.CompareTo(other.Kind)
            : Kind == SortValueKind.Text ? Text.SequenceCompareTo(other.Text)
            : _number.CompareTo(other._number);
}
