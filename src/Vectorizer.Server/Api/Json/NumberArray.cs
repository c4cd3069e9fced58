using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Vectorizer.Server.Api.Json;

/// <summary>Reads arrays of plain numbers, which vectors are, without making a token of each.</summary>
/// <remarks>
/// It takes nothing but numbers as JSON has them, within the range of floats. Whatever else it meets it leaves to the
/// reader of tokens, which reads the array again and tells what is wrong.
/// <para>
/// A number of up to 18 digits is digits × 10^scale. The digits round to a double, the powers of ten up to 10^22 are
/// doubles, and so is the product or quotient: two roundings, less than 3 units in the last place from the truth. A double
/// has 29 bits more than a float. It rounds to the float nearest to the truth unless these bits are as near to one half as
/// the error may be; such a number, one in some tens of millions, is read by the runtime's own parser.
/// </para>
/// </remarks>
internal static class NumberArray
{
    private const int MaxDigits = 18;
    private const int MaxScale = 22;
    private const int MaxExponentDigits = 3;

    private const int BitsBeyondFloat = (1 << 29) - 1;
    private const int Half = 1 << 28;
    private const int MaxError = 4;

    private static readonly double[] s_powersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
        1e21, 1e22,
    ];

    private static readonly long[] s_wholePowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    /// <summary>Reads the numbers up to the closing bracket.</summary>
    /// <param name="json">What stands behind the opening bracket.</param>
    /// <param name="numbers">Where the numbers go, as many as fit.</param>
    /// <param name="count">Numbers that the array has.</param>
    /// <returns>Offset of the closing bracket; −1 when it has to be read in the other way.</returns>
    public static int Read(ReadOnlySpan<byte> json, Span<float> numbers, out int count)
    {
        count = 0;
        int at = SkipSpace(json, 0);
        if (at < json.Length && json[at] == ']')
        {
            return at;
        }

        while (TryReadNumber(json, ref at, out float number))
        {
            if (count < numbers.Length)
            {
                numbers[count] = number;
            }

            count++;
            at = SkipSpace(json, at);
            if (at == json.Length)
            {
                return -1;
            }

            if (json[at] == ']')
            {
                return at;
            }

            if (json[at] != ',')
            {
                return -1;
            }

            at = SkipSpace(json, at + 1);
        }

        return -1;
    }

    private static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> json, ref int at, out float number)
    {
        number = 0;
        int start = at;
        bool negative = at < json.Length && json[at] == '-';
        if (negative)
        {
            at++;
        }

        long digits = 0;
        int integerStart = at;
        int count = ReadDigits(json, ref at, ref digits);
        if (count == 0 || (count > 1 && json[integerStart] == '0'))
        {
            return false;
        }

        int scale = 0;
        if (at < json.Length && json[at] == '.')
        {
            at++;
            int fraction = ReadManyDigits(json, ref at, ref digits);
            if (fraction == 0)
            {
                return false;
            }

            count += fraction;
            scale = -fraction;
        }

        if (at < json.Length && (json[at] | 0x20) == 'e')
        {
            if (!TryReadExponent(json, ref at, out int exponent))
            {
                return false;
            }

            scale += exponent;
        }

        return (count <= MaxDigits && TryScale(digits, scale, negative, out number)) || TryParse(json[start..at], out number);
    }

    /// <summary>Appends digits to a number, which overflows when there are too many, and counts them.</summary>
    private static int ReadDigits(ReadOnlySpan<byte> json, ref int at, ref long digits)
    {
        int start = at;
        while (at < json.Length && (uint)(json[at] - '0') is <= 9 and var digit)
        {
            digits = unchecked((digits * 10) + digit);
            at++;
        }

        return at - start;
    }

    /// <summary>The same, eight at a time: fractions have several digits, whole parts mostly one.</summary>
    private static int ReadManyDigits(ReadOnlySpan<byte> json, ref int at, ref long digits)
    {
        int start = at;
        while (json.Length - at >= sizeof(ulong))
        {
            // The first character is the lowest byte. Digits become 0..9; of the others each sets the highest bit of its byte
            // in the sum or has it set already. A carry disturbs only what stands behind the first of them.
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(json[at..]) ^ 0x3030303030303030;
            ulong others = ((eight + 0x7676767676767676) | eight) & 0x8080808080808080;
            if (others != 0)
            {
                int count = BitOperations.TrailingZeroCount(others) / 8;
                if (count > 0)
                {
                    digits = unchecked((digits * s_wholePowersOfTen[count]) + ValueOf(eight << (8 * (8 - count))));
                    at += count;
                }

                return at - start;
            }

            digits = unchecked((digits * 100_000_000) + ValueOf(eight));
            at += sizeof(ulong);
        }

        ReadDigits(json, ref at, ref digits);
        return at - start;
    }

    /// <summary>The number that eight digits are, the first in the lowest byte: pairs, then fours, then all, in two multiplications.</summary>
    private static uint ValueOf(ulong digits)
    {
        const ulong everyFourth = 0x000000FF000000FF;
        const ulong firstAndThirdPair = 100 + (1_000_000UL << 32);
        const ulong secondAndFourthPair = 1 + (10_000UL << 32);
        digits = unchecked((digits * 10) + (digits >> 8));
        return (uint)(unchecked(((digits & everyFourth) * firstAndThirdPair) + (((digits >> 16) & everyFourth) * secondAndFourthPair)) >> 32);
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> json, ref int at, out int exponent)
    {
        at++;
        bool negative = at < json.Length && json[at] == '-';
        if (at < json.Length && json[at] is (byte)'-' or (byte)'+')
        {
            at++;
        }

        long digits = 0;
        int count = ReadDigits(json, ref at, ref digits);
        exponent = (int)(negative ? -digits : digits);
        return count is >= 1 and <= MaxExponentDigits;
    }

    private static bool TryScale(long digits, int scale, bool negative, out float number)
    {
        number = 0;
        if (scale is < -MaxScale or > MaxScale)
        {
            return false;
        }

        double scaled = scale < 0 ? digits / s_powersOfTen[-scale] : digits * s_powersOfTen[scale];
        int rest = (int)(BitConverter.DoubleToInt64Bits(scaled) & BitsBeyondFloat);
        number = (float)(negative ? -scaled : scaled);
        return Math.Abs(rest - Half) > MaxError && float.IsFinite(number);
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out float number)
        => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);
}
