using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Abstractions.Listing;

/// <summary>A value of payloads that points are put in order by: numbers before points in time, those before other texts.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The number, or the units of 100 ns since the begin of the year 1; 0 for a text.</param>
/// <param name="Text">The text in UTF-8, by whose first 256 bytes it counts; empty for anything else.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.OrderValue")]
public sealed record OrderValue(
    [property: Id(0)] OrderValueKind Kind,
    [property: Id(1)] FilterNumber Number,
    [property: Id(2)] ReadOnlyMemory<byte> Text = default) : IComparable<OrderValue>
{
    // The lowest power of two that is no 64-bit integer.
    private const double TwoTo63 = 9_223_372_036_854_775_808;

    /// <inheritdoc/>
    public int CompareTo(OrderValue? other)
        => other is null ? 1
            : Kind != other.Kind ? Kind.CompareTo(other.Kind)
            : Kind == OrderValueKind.Text ? Text.Span.SequenceCompareTo(other.Text.Span)
            : Compare(Number, other.Number);

    /// <inheritdoc/>
    public bool Equals(OrderValue? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Number, Text.Length);

    private static int Compare(FilterNumber x, FilterNumber y) => (x.Integer, y.Integer) switch
    {
        ({ } one, { } other) => one.CompareTo(other),
        ({ } integer, null) => Compare(integer, y.Real),
        (null, { } integer) => -Compare(integer, x.Real),
        _ => x.Real.CompareTo(y.Real),
    };

    /// <summary>Compares an integer with a float that is none.</summary>
    private static int Compare(long integer, double real)
        => real >= TwoTo63 ? -1 : real < -TwoTo63 || integer > (long)Math.Floor(real) ? 1 : -1;
}
