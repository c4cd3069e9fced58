using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.NeighborCodes;

namespace Vectorizer.Engine.Quantization;

/// <summary>One side of comparisons with <see cref="BinaryCode"/>s: its residual rotated, four bits a coordinate.</summary>
/// <remarks>
/// A coordinate is read as factor · (2u − Highest), u its four bits. More of them would hardly help: they add a hundredth to
/// the error that the one bit of a code leaves.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BinarySide
{
    private const int HeaderBytes = 64;

    /// <summary>The mean of the row.</summary>
    public double Mean;

    /// <summary>The length of the residual.</summary>
    public double Norm;

    /// <summary>What a unit of the whole numbers is worth.</summary>
    public double Factor;

    /// <summary>Components of the row.</summary>
    public int Dimension;

    /// <summary>Words of signs of a code.</summary>
    public int Words;

    /// <summary>The planes of the coordinates.</summary>
    public static ulong* Planes(BinarySide* side) => (ulong*)((byte*)side + HeaderBytes);

    /// <summary>Bytes of a side, with room for the coordinates while it is made.</summary>
    public static int BytesOf(int dimension)
        => HeaderBytes
            + (BinaryCode.WordsOf(dimension) * ((BitPlanes.Count * sizeof(ulong)) + (BinaryCode.WordBits * sizeof(float))));

    /// <summary>Makes a row of finite floats one side.</summary>
    public static void OfRow(ReadOnlySpan<float> row, RandomRotation rotation, BinarySide* side)
    {
        int words = BinaryCode.WordsOf(row.Length);
        ulong* planes = Planes(side);
        Span<float> rotated = new(planes + (words * BitPlanes.Count), words * BinaryCode.WordBits);
        (double mean, double norm) = BinaryCode.Rotate(row, rotation, rotated);
        float greatest = MathF.Abs(TensorPrimitives.MaxMagnitude(rotated));
        *side = new BinarySide
        {
            Mean = mean,
            Norm = norm,
            Factor = norm * greatest / BitPlanes.Highest,
            Dimension = row.Length,
            Words = words,
        };

        // The levels are Highest + 1 cells of equal width between −greatest and greatest, each read as its middle.
        float perCell = greatest > 0 ? BitPlanes.Highest / 2f / greatest : 0;
        Span<byte> levels = stackalloc byte[BinaryCode.WordBits];
        for (int word = 0; word < words; word++)
        {
            for (int i = 0; i < levels.Length; i++)
            {
                float place = (rotated[(word * BinaryCode.WordBits) + i] * perCell) + ((BitPlanes.Highest + 1) / 2f);
                levels[i] = (byte)Math.Clamp((int)place, 0, BitPlanes.Highest);
            }

            BitPlanes.Write(levels, planes + (word * BitPlanes.Count));
        }
    }

    /// <summary>Makes a row that was encoded one side, as its code restores it.</summary>
    public static void OfCode(byte* code, int dimension, BinarySide* side)
    {
        *side = Known(code, dimension);
        ulong* planes = Planes(side);
        for (int i = 0; i < side->Words * BitPlanes.Count; i++)
        {
            planes[i] = BinaryCode.Signs(code)[i / BitPlanes.Count];
        }
    }

    /// <summary>A side as a code restores it, without planes: those would all be the signs.</summary>
    public static BinarySide Known(byte* code, int dimension)
    {
        int words = BinaryCode.WordsOf(dimension);
        BinaryConstants constants = BinaryCode.Constants(code, words);

        // Of all rows that have these signs on coordinates of one size, the one nearest to the residual.
        double size = constants.Weight > 0
            ? (double)constants.Norm * constants.Norm / constants.Weight / (words * BinaryCode.WordBits)
            : 0;
        return new BinarySide
        {
            Mean = constants.Mean,
            Norm = constants.Norm,
            Factor = size / BitPlanes.Highest,
            Dimension = dimension,
            Words = words,
        };
    }
}
