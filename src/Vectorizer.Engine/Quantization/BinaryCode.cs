using System.Buffers;
using Vectorizer.Engine.NeighborCodes;

namespace Vectorizer.Engine.Quantization;

/// <summary>A bit for each float of a row: in which direction it differs from the mean of the row, after a rotation.</summary>
/// <remarks>
/// RaBitQ (Gao &amp; Long, arXiv:2405.12497), with the mean of the row's own components where the paper has the centre of a
/// cluster: nothing is trained, so nothing has to be trained again. The residual d = row − mean is scaled to length 1, padded
/// with zeros to a multiple of 64, and rotated to y; the signs of y are kept. For any q that was rotated alike, q·y is
/// estimated without bias by Σ ±q / Σ |y|. As d is orthogonal to a row of equal components, the product of two rows is
/// n · mean · mean' + d·d'.
/// <code>
/// offset    size      field
/// 0         bits / 8  signs: 1 where y is not below 0
/// bits / 8  4         mean    float
///           4         norm    float: ‖d‖
///           4         weight  float: ‖d‖ / Σ |y|, 0 for a row of equal components
/// </code>
/// </remarks>
internal static unsafe class BinaryCode
{
    /// <summary>Bits of a word of signs.</summary>
    public const int WordBits = 64;

    /// <summary>Words of signs of a row.</summary>
    public static int WordsOf(int dimension) => (dimension + WordBits - 1) / WordBits;

    /// <summary>Bytes of the code of a row.</summary>
    public static int BytesOf(int dimension) => (WordsOf(dimension) * sizeof(ulong)) + sizeof(BinaryConstants);

    public static ulong* Signs(byte* code) => (ulong*)code;

    public static BinaryConstants Constants(byte* code, int words) => *(BinaryConstants*)(code + (words * sizeof(ulong)));

    /// <summary>Writes the code of a row of finite floats.</summary>
    /// <param name="row">The row, not padded.</param>
    /// <param name="rotation">A rotation of as many floats as a code has bits.</param>
    /// <param name="code">Room for the code.</param>
    public static void Encode(ReadOnlySpan<float> row, RandomRotation rotation, byte* code)
    {
        int words = WordsOf(row.Length);
        float[] rented = ArrayPool<float>.Shared.Rent(words * WordBits);
        Span<float> rotated = rented.AsSpan(0, words * WordBits);
        (double mean, double norm) = Rotate(row, rotation, rotated);

        double absolutes = 0;
        for (int word = 0; word < words; word++)
        {
            ulong signs = 0;
            for (int i = 0; i < WordBits; i++)
            {
                float y = rotated[(word * WordBits) + i];
                signs |= (y >= 0 ? 1UL : 0) << i;
                absolutes += Math.Abs(y);
            }

            Signs(code)[word] = signs;
        }

        // A length beyond the floats is kept as the greatest: it still sorts behind everything shorter.
        double weight = absolutes > 0 ? norm / absolutes : 0;
        *(BinaryConstants*)(code + (words * sizeof(ulong))) = new BinaryConstants(
            (float)mean, (float)Math.Min(norm, float.MaxValue), (float)Math.Min(weight, float.MaxValue));
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>
    /// Writes the residual of a row, scaled to length 1, padded and rotated. Returns the mean of the row and the length that
    /// the residual had; where that is 0, zeros are written.
    /// </summary>
    public static (double Mean, double Norm) Rotate(ReadOnlySpan<float> row, RandomRotation rotation, Span<float> rotated)
    {
        // In doubles: neither sums nor squares of floats overflow or underflow them.
        double mean = 0;
        foreach (float x in row)
        {
            mean += x;
        }

        mean /= row.Length;
        double squares = 0;
        foreach (float x in row)
        {
            squares += (x - mean) * (x - mean);
        }

        double norm = Math.Sqrt(squares);
        double factor = norm > 0 ? 1 / norm : 0;
        for (int i = 0; i < row.Length; i++)
        {
            rotated[i] = (float)((row[i] - mean) * factor);
        }

        rotated[row.Length..].Clear();
        rotation.Rotate(rotated);
        return (mean, norm);
    }
}
