using System.Runtime.CompilerServices;
using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.NeighborCodes;

/// <summary>The four-bit codes of the rows of one vector field, in native memory.</summary>
/// <remarks>
/// A row x of n floats is stored as the levels c nearest to the coordinates of y = √n·R·x/‖x‖ (R a rotation), and a weight
/// ‖x‖·√n/(y·c). Then weight · (R·q)·c estimates q·x for any q without bias (Gao &amp; Long, RaBitQ, arXiv:2405.12497; there
/// with one bit).
/// <code>
/// offset  size               field
/// 0       4                  weight (float)
/// 4       4                  ‖x‖² (float)
/// 8       Coordinates / 2    two coordinates a byte, the first in the lower half
/// </code>
/// Ownership: this object alone frees its memory; no address moves before <see cref="Dispose"/>.
/// Threads: any number encode different rows; any number read rows that were encoded before.
/// </remarks>
internal sealed unsafe class RowCodes(int dimension) : IDisposable
{
    /// <summary>Offset of the coordinates in a code.</summary>
    public const int LevelsOffset = 2 * sizeof(float);

    // Sums of two estimates stay finite.
    private const float Greatest = float.MaxValue / 4;
    private const int StackFloats = 1_024;

    private readonly RandomRotation _rotation = new(dimension);
    private readonly RecordArena _codes = new(LevelsOffset + (((dimension + 1) / 2) + 3) / 4 * 4);

    /// <summary>The rotation of rows, and of queries.</summary>
    public RandomRotation Rotation => _rotation;

    /// <summary>The code of an ordinal.</summary>
    public byte* this[int ordinal]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _codes[ordinal];
    }

    /// <summary>Makes room for codes 0..<paramref name="count"/> − 1.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the codes there are stay as they are.</exception>
    public void EnsureCapacity(int count) => _codes.EnsureCapacity(count);

    /// <summary>The physical memory that so many codes take at most.</summary>
    public long BytesOf(int count) => _codes.BytesOf(count);

    /// <summary>Writes the code of a row. There must be room for it.</summary>
    public void Encode(int ordinal, ReadOnlySpan<float> row)
    {
        Span<float> rotated = row.Length < StackFloats ? stackalloc float[StackFloats] : new float[row.Length + 1];
        rotated = rotated[..(row.Length + 1)];
        rotated[row.Length] = 0;
        double norm = ToUnit(row, rotated);
        _rotation.Rotate(rotated[..row.Length]);

        byte* code = _codes[ordinal];
        float root = MathF.Sqrt(row.Length);
        ReadOnlySpan<float> levels = NormalLevels.Values;
        double product = 0;
        for (int i = 0; i < row.Length; i += 2)
        {
            float first = rotated[i] * root;
            float second = rotated[i + 1] * root;
            int firstLevel = NormalLevels.Nearest(first);
            int secondLevel = NormalLevels.Nearest(second);
            code[LevelsOffset + (i / 2)] = (byte)(firstLevel | (secondLevel << 4));
            product += (first * levels[firstLevel]) + (second * levels[secondLevel]);
        }

        // Only a row of zeros has no product: a level has the sign of what it stands for.
        // No product of a query of length 1 with levels is greater than their length.
        double greatestWeight = Greatest / (NormalLevels.Highest * root);
        ((float*)code)[0] = product > 0 ? (float)Math.Min(norm * root / product, greatestWeight) : 0;
        ((float*)code)[1] = (float)Math.Min(norm * norm, Greatest);
    }

    /// <summary>Writes a row scaled to length 1 and returns the length it had, 0 for a row of zeros.</summary>
    public static double ToUnit(ReadOnlySpan<float> row, Span<float> unit)
    {
        // In doubles: squares of floats neither overflow nor underflow them.
        double squares = 0;
        foreach (float value in row)
        {
            squares += (double)value * value;
        }

        double norm = Math.Sqrt(squares);
        double factor = norm > 0 ? 1 / norm : 0;
        for (int i = 0; i < row.Length; i++)
        {
            unit[i] = (float)(row[i] * factor);
        }

        return norm;
    }

    /// <summary>Frees the codes.</summary>
    public void Dispose() => _codes.Dispose();
}
