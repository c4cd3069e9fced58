using System.Buffers.Text;

namespace Vectorizer.Engine.Filters;

/// <summary>A number as JSON has it: a 64-bit integer where it is one, else the 64-bit float nearest to it.</summary>
/// <remarks>
/// Each number has one form, so 5, 5.0 and 5e0 are equal. Numbers of the two forms are compared exactly: as floats, integers beyond 2^53 would
/// run into one another. A number beyond the range of floats is infinite. None is NaN.
/// </remarks>
public readonly struct ExactNumber : IEquatable<ExactNumber>, IComparable<ExactNumber>
{
    // The lowest power of two that is no 64-bit integer.
    private const double TwoTo63 = 9_223_372_036_854_775_808;

    private readonly long _integer;
    private readonly double _real;

    /// <param name="integer">The number.</param>
    public ExactNumber(long integer)
    {
        _integer = integer;
        IsInteger = true;
    }

    /// <param name="number">The number, not NaN.</param>
    public ExactNumber(double number)
    {
        IsInteger = number >= -TwoTo63 && number < TwoTo63 && Math.Floor(number) == number;
        _integer = IsInteger ? (long)number : 0;
        _real = IsInteger ? 0 : number;
    }

    /// <summary>Whether it is a 64-bit integer.</summary>
    public bool IsInteger { get; }

    /// <summary>The integer. It must be one.</summary>
    public long Integer => _integer;

    /// <summary>The float nearest to it.</summary>
    public double Nearest => IsInteger ? _integer : _real;

    /// <summary>Reads a number of JSON.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out ExactNumber number)
    {
        if (Utf8Parser.TryParse(json, out long integer, out int consumed) && consumed == json.Length)
        {
            number = new ExactNumber(integer);
            return true;
        }

        bool isNumber = Utf8Parser.TryParse(json, out double real, out consumed) && consumed == json.Length;
        number = isNumber ? new ExactNumber(real) : default;
        return isNumber;
    }

    /// <inheritdoc/>
    public int CompareTo(ExactNumber other)
    {
        if (IsInteger != other.IsInteger)
        {
            return IsInteger ? Compare(_integer, other._real) : -Compare(other._integer, _real);
        }

        return IsInteger ? _integer.CompareTo(other._integer) : _real.CompareTo(other._real);
    }

    /// <inheritdoc/>
    public bool Equals(ExactNumber other) => IsInteger == other.IsInteger && _integer == other._integer && _real == other._real;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ExactNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_integer, _real);

    /// <summary>Compares an integer with a float that is none.</summary>
    private static int Compare(long integer, double real)
    {
        if (real >= TwoTo63)
        {
            return -1;
        }

        // The float lies between two integers, so the lower of them decides.
        return real < -TwoTo63 || integer > (long)Math.Floor(real) ? 1 : -1;
    }
}
