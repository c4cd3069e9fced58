using System.Globalization;
using System.Text;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Tests.Api.Json;

/// <summary>Numbers read at once are bit by bit those of the runtime's own parser, or are left to it.</summary>
public sealed class NumberArrayTests(ITestOutputHelper output)
{
    private const int Rounds = 100_000;

    [Fact]
    public void Every_number_is_the_float_nearest_to_its_text()
    {
        Random random = NewRandom();
        float[] read = new float[1];
        for (int round = 0; round < Rounds; round++)
        {
            string text = RandomNumber(random);
            float expected = float.Parse(text, CultureInfo.InvariantCulture);

            // Near to the end digits are read one by one, elsewhere eight at a time.
            string behind = new(' ', random.Next(10));
            int end = NumberArray.Read(Encoding.ASCII.GetBytes($"{text}]{behind}"), read, out int count);
            if (float.IsFinite(expected))
            {
                Assert.True(end == text.Length && count == 1, text);
                Assert.True(
                    BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(read[0]),
                    $"{text}: {read[0]:R}, not {expected:R}");
            }
            else
            {
                Assert.True(end == -1, text);
            }
        }
    }

    /// <summary>The middle between two neighbouring floats, exactly and a little to each side: where a second rounding would show.</summary>
    [Fact]
    public void Numbers_around_the_middle_of_two_floats_go_to_the_right_one()
    {
        Random random = NewRandom();
        float[] read = new float[1];
        for (int round = 0; round < Rounds; round++)
        {
            float low = BitConverter.Int32BitsToSingle(random.Next(0x2E000000, 0x58000000));
            decimal middle = ((decimal)low + (decimal)MathF.BitIncrement(low)) / 2;
            double nudged = ((double)low + MathF.BitIncrement(low)) / 2;
            nudged = random.Next(3) switch { 0 => Math.BitDecrement(nudged), 1 => Math.BitIncrement(nudged), _ => nudged };
            foreach (string text in (string[])[nudged.ToString("R", CultureInfo.InvariantCulture), middle.ToString(CultureInfo.InvariantCulture)])
            {
                float expected = float.Parse(text, CultureInfo.InvariantCulture);
                Assert.True(NumberArray.Read(Encoding.ASCII.GetBytes($"{text}],[1,2,3]"), read, out _) >= 0, text);
                Assert.True(expected.Equals(read[0]), $"{text}: {read[0]:R}, not {expected:R}");
            }
        }
    }

    [Theory]
    [InlineData("]", 0)]
    [InlineData("  \t\r\n ]", 0)]
    [InlineData("1]", 1)]
    [InlineData(" 1 , -2.5e0\n,3E+1 ]", 3)]
    [InlineData("1,2,3,4,5]", 5)]
    [InlineData("0,-0,0.0,0e5,-0.0e-7]", 5)]
    [InlineData("1]]}", 1)]
    public void Arrays_of_numbers_are_read_up_to_their_end(string json, int numbers)
    {
        int end = NumberArray.Read(Encoding.ASCII.GetBytes(json), new float[3], out int count);
        Assert.Equal(json.IndexOf(']', StringComparison.Ordinal), end);
        Assert.Equal(numbers, count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1,")]
    [InlineData("1,]")]
    [InlineData(",1]")]
    [InlineData("1 2]")]
    [InlineData("01]")]
    [InlineData("-]")]
    [InlineData("+1]")]
    [InlineData(".5]")]
    [InlineData("1.]")]
    [InlineData("1.e5]")]
    [InlineData("1e]")]
    [InlineData("1e+]")]
    [InlineData("1e1.5]")]
    [InlineData("0x10]")]
    [InlineData("1_000]")]
    [InlineData("NaN]")]
    [InlineData("null]")]
    [InlineData("\"1\"]")]
    [InlineData("[1]]")]
    [InlineData("1e39]")]
    [InlineData("-1e400]")]
    [InlineData("3.5e38]")]
    [InlineData("1}")]
    [InlineData("1/**/]")]
    public void Anything_else_is_left_to_the_reader_of_tokens(string json)
        => Assert.Equal(-1, NumberArray.Read(Encoding.UTF8.GetBytes(json), new float[3], out _));

    private Random NewRandom()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        return new Random(seed);
    }

    private static string RandomNumber(Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                return BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)) is var any && float.IsFinite(any)
                    ? any.ToString("R", CultureInfo.InvariantCulture)
                    : "0";
            case 1:
                return ((random.NextDouble() * 2) - 1).ToString("R", CultureInfo.InvariantCulture);
            case 2:
                return (random.NextSingle() - 0.5f).ToString("R", CultureInfo.InvariantCulture);
            case 3:
                return $"{random.NextInt64()}";
            case 4:
                return string.Create(CultureInfo.InvariantCulture, $"{random.Next(-99, 99)}.{Digits(random, random.Next(1, 30))}");
            default:
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"-{random.Next(10)}.{Digits(random, random.Next(1, 20))}{(random.Next(2) == 0 ? 'e' : 'E')}{random.Next(-60, 60)}");
        }
    }

    private static string Digits(Random random, int count)
        => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + random.Next(10))));
}
