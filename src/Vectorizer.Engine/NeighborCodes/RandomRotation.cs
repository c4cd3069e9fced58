using System.Numerics;
using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.NeighborCodes;

/// <summary>A fixed rotation that spreads every row evenly over its coordinates, in time n·log n.</summary>
/// <remarks>
/// Rounds of random signs, a Hadamard transform of the largest power of two of coordinates (in turns the first and the last
/// of them), and one step of Kac's walk between the two halves, which reaches the others. Each part keeps lengths and
/// angles. The signs follow from the dimension alone, so that codes of different indexes are the same.
/// Threads: any number.
/// </remarks>
internal sealed unsafe class RandomRotation
{
    private const int Rounds = 4;
    private const float HalfRoot = 0.70710678f;

    private readonly int _dimension;
    private readonly int _block;
    private readonly float _blockScale;
    private readonly float[] _signs;

    /// <param name="dimension">Floats of a row.</param>
    public RandomRotation(int dimension)
    {
        _dimension = dimension;
        _block = 1 << BitOperations.Log2((uint)dimension);
        _blockScale = 1 / MathF.Sqrt(_block);
        _signs = new float[Rounds * dimension];
        for (int i = 0; i < _signs.Length; i++)
        {
            _signs[i] = IsNegative(i) ? -_blockScale : _blockScale;
        }
    }

    /// <summary>Rotates a row in place.</summary>
    public void Rotate(Span<float> row)
    {
        System.Diagnostics.Debug.Assert(row.Length == _dimension, "rows have the dimension of the rotation");
        int rest = _dimension - _block;
        for (int round = 0; round < Rounds; round++)
        {
            // The signs carry the factor of the transform, so the coordinates outside of it are scaled back.
            Span<float> signs = _signs.AsSpan(round * _dimension, _dimension);
            bool atStart = (round & 1) == 0;
            for (int i = 0; i < row.Length; i++)
            {
                row[i] *= signs[i];
            }

            Transform(atStart ? row[.._block] : row[rest..]);
            if (rest == 0)
            {
                continue;
            }

            foreach (ref float outside in atStart ? row[_block..] : row[..rest])
            {
                outside /= _blockScale;
            }

            MixHalves(row);
        }
    }

    // The top bit of SplitMix64 (Steele, Lea & Flood 2014).
    private static bool IsNegative(int place)
    {
        ulong z = ((ulong)place + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (long)(z ^ (z >> 31)) < 0;
    }

    /// <summary>The Hadamard transform without its factor.</summary>
    private static void Transform(Span<float> row)
    {
        fixed (float* x = row)
        {
            for (int half = 1; half < row.Length; half *= 2)
            {
                for (int start = 0; start < row.Length; start += 2 * half)
                {
                    Butterflies(x + start, x + start + half, half);
                }
            }
        }
    }

    private static void Butterflies(float* low, float* high, int count)
    {
        int i = 0;
        for (; i + Vector128<float>.Count <= count; i += Vector128<float>.Count)
        {
            Vector128<float> x = Vector128.Load(low + i);
            Vector128<float> y = Vector128.Load(high + i);
            (x + y).Store(low + i);
            (x - y).Store(high + i);
        }

        for (; i < count; i++)
        {
            float x = low[i];
            float y = high[i];
            low[i] = x + y;
            high[i] = x - y;
        }
    }

    // Of an odd number of coordinates the last stays as it is.
    private static void MixHalves(Span<float> row)
    {
        int half = row.Length / 2;
        for (int i = 0; i < half; i++)
        {
            float x = row[i];
            float y = row[half + i];
            row[i] = (x + y) * HalfRoot;
            row[half + i] = (x - y) * HalfRoot;
        }
    }
}
