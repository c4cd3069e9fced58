namespace Vectorizer.Abstractions.Filters;

/// <summary>A bound of a range: a 64-bit integer where the number is one, else a 64-bit float. Each number has one form.</summary>
[GenerateSerializer, Immutable, Alias("vectorizer.FilterNumber")]
public readonly record struct FilterNumber
{
    // The lowest power of two that is no 64-bit integer.
    private const double TwoTo63 = 9_223_372_036_854_775_808;

    private FilterNumber(long? integer, double real)
    {
        Integer = integer;
        Real = real;
    }

    /// <summary>The integer, or null for a float that is none.</summary>
    [Id(0)]
    public long? Integer { get; init; }

    /// <summary>The float that is no 64-bit integer; 0 for an integer.</summary>
    [Id(1)]
    public double Real { get; init; }

    public static implicit operator FilterNumber(long number) => new(number, 0);

    public static implicit operator FilterNumber(double number)
        => number >= -TwoTo63 && number < TwoTo63 && Math.Floor(number) == number ? new((long)number, 0) : new(null, number);
}
