using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Kernels;

/// <summary>The one loop over two vectors, in the widest registers that the machine has.</summary>
/// <remarks>
/// Two sums run side by side: in one chain every multiply-add would wait for the last. At the end a sum folds to half
/// its width as often as what is left still fills the narrower register, so that a length that is a multiple of four
/// ends without a scalar tail. No alignment is needed; rows aligned to 64 bytes are read fastest.
/// <para>
/// For finite input the result is never NaN: a sum that overflowed on the way (1e38 · 1e38 against −1e38 · 1e38) is
/// taken again in doubles, so the result is infinite only if the sum itself is beyond the floats.
/// </para>
/// </remarks>
internal static unsafe class PairSum
{
    /// <summary>Bits of the widest register in use: 512, 256, 128, or 32 on a machine without vectors.</summary>
    public static int VectorBits
        => Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 32;

    /// <summary>Sums over the pairs of two spans of one length.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Compute<TStep>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TStep : struct, IPairSum
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException(
                $"Expected {x.Length} floats, as in the first vector; got {y.Length}.", nameof(y));
        }

        fixed (float* xs = x)
        fixed (float* ys = y)
        {
            return Compute<TStep>(xs, ys, x.Length);
        }
    }

    /// <summary>Sums over the first <paramref name="length"/> pairs. The caller answers for the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Compute<TStep>(float* x, float* y, int length)
        where TStep : struct, IPairSum
    {
        float sum = Vector128.IsHardwareAccelerated
            ? InVectors<TStep>(x, y, length)
            : InFloats<TStep>(x, y, length);
        return float.IsFinite(sum) ? sum : InDoubles<TStep>(x, y, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float InVectors<TStep>(float* x, float* y, int length)
        where TStep : struct, IPairSum
    {
        int i = 0;
        Vector128<float> sum;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> even = Vector512<float>.Zero;
            Vector512<float> odd = Vector512<float>.Zero;
            for (; i + 32 <= length; i += 32)
            {
                even = TStep.Add(even, Vector512.Load(x + i), Vector512.Load(y + i));
                odd = TStep.Add(odd, Vector512.Load(x + i + 16), Vector512.Load(y + i + 16));
            }

            if (i + 16 <= length)
            {
                even = TStep.Add(even, Vector512.Load(x + i), Vector512.Load(y + i));
                i += 16;
            }

            Vector512<float> both = even + odd;
            Vector256<float> half = both.GetLower() + both.GetUpper();
            if (i + 8 <= length)
            {
                half = TStep.Add(half, Vector256.Load(x + i), Vector256.Load(y + i));
                i += 8;
            }

            sum = half.GetLower() + half.GetUpper();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> even = Vector256<float>.Zero;
            Vector256<float> odd = Vector256<float>.Zero;
            for (; i + 16 <= length; i += 16)
            {
                even = TStep.Add(even, Vector256.Load(x + i), Vector256.Load(y + i));
                odd = TStep.Add(odd, Vector256.Load(x + i + 8), Vector256.Load(y + i + 8));
            }

            if (i + 8 <= length)
            {
                even = TStep.Add(even, Vector256.Load(x + i), Vector256.Load(y + i));
                i += 8;
            }

            Vector256<float> both = even + odd;
            sum = both.GetLower() + both.GetUpper();
        }
        else
        {
            Vector128<float> even = Vector128<float>.Zero;
            Vector128<float> odd = Vector128<float>.Zero;
            for (; i + 8 <= length; i += 8)
            {
                even = TStep.Add(even, Vector128.Load(x + i), Vector128.Load(y + i));
                odd = TStep.Add(odd, Vector128.Load(x + i + 4), Vector128.Load(y + i + 4));
            }

            sum = even + odd;
        }

        if (i + 4 <= length)
        {
            sum = TStep.Add(sum, Vector128.Load(x + i), Vector128.Load(y + i));
            i += 4;
        }

        float total = Vector128.Sum(sum);
        for (; i < length; i++)
        {
            total = TStep.Add(total, x[i], y[i]);
        }

        return total;
    }

    // For a machine without vectors, where Vector128 would be a slow emulation.
    private static float InFloats<TStep>(float* x, float* y, int length)
        where TStep : struct, IPairSum
    {
        float even = 0;
        float odd = 0;
        int i = 0;
        for (; i + 2 <= length; i += 2)
        {
            even = TStep.Add(even, x[i], y[i]);
            odd = TStep.Add(odd, x[i + 1], y[i + 1]);
        }

        return i < length ? TStep.Add(even + odd, x[i], y[i]) : even + odd;
    }

    // Kept out of line: real data never comes here, and the loop above is to stay small. A double cannot overflow:
    // 65,536 squares of the largest float add up to 1e82.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float InDoubles<TStep>(float* x, float* y, int length)
        where TStep : struct, IPairSum
    {
        double sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum = TStep.Add(sum, x[i], y[i]);
        }

        return (float)sum;
    }
}
