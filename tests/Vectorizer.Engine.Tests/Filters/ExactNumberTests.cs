using System.Numerics;
using System.Text;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.Tests.Filters;

public sealed class ExactNumberTests(ITestOutputHelper output)
{
    // Integers and floats around the places where the one runs out of bits and the other of range.
    [Fact]
    public void Numbers_are_ordered_as_their_exact_values_are()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int i = 0; i < 100_000; i++)
        {
            (ExactNumber x, BigRational exactX) = Sample(random);
            (ExactNumber y, BigRational exactY) = Sample(random);
            Assert.True(Math.Sign(x.CompareTo(y)) == exactX.CompareTo(exactY), $"{exactX} and {exactY}");
            Assert.Equal(x.CompareTo(y) == 0, x.Equals(y));
        }
    }

    [Theory]
    [InlineData("5", "5.0")]
    [InlineData("5", "0.5e1")]
    [InlineData("0", "-0")]
    [InlineData("0", "-0.0")]
    [InlineData("9223372036854775808", "9.223372036854775808e18")]
    [InlineData("1e400", "1e999")]
    public void The_same_number_written_in_two_ways_is_equal(string x, string y)
    {
        Assert.True(Parse(x).Equals(Parse(y)));
        Assert.Equal(0, Parse(x).CompareTo(Parse(y)));
        Assert.Equal(Parse(x).GetHashCode(), Parse(y).GetHashCode());
    }

    private static ExactNumber Parse(string json)
        => ExactNumber.TryParse(Encoding.UTF8.GetBytes(json), out ExactNumber number) ? number : throw new FormatException(json);

    private static (ExactNumber Number, BigRational Exact) Sample(Random random)
    {
        long near = (random.Next(5)) switch
        {
            0 => 1L << 53,
            1 => long.MaxValue,
            2 => long.MinValue,
            3 => 0,
            _ => 1L << 62,
        };
        if (random.Next(2) == 0)
        {
            long integer = unchecked(near + random.Next(-3, 4));
            return (new ExactNumber(integer), new BigRational(integer, 0));
        }

        double real = near;
        for (int steps = random.Next(4); steps > 0; steps--)
        {
            real = random.Next(2) == 0 ? Math.BitIncrement(real) : Math.BitDecrement(real);
        }

        real += random.Next(3) * 0.25;
        return (new ExactNumber(real), BigRational.Of(real));
    }

    /// <summary>Mantissa times 2^exponent, the exponent at most 0 after alignment.</summary>
    private readonly record struct BigRational(BigInteger Mantissa, int Exponent) : IComparable<BigRational>
    {
        public static BigRational Of(double real)
        {
            long bits = BitConverter.DoubleToInt64Bits(real);
            int exponent = (int)(bits >> 52 & 0x7FF);
            long mantissa = bits & 0xFFFFFFFFFFFFF | (exponent == 0 ? 0 : 1L << 52);
            return new BigRational(bits < 0 ? -mantissa : mantissa, (exponent == 0 ? 1 : exponent) - 1075);
        }

        public int CompareTo(BigRational other)
        {
            int lowest = Math.Min(Exponent, other.Exponent);
            return (Mantissa << (Exponent - lowest)).CompareTo(other.Mantissa << (other.Exponent - lowest));
        }
    }
}
