using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Kernels;

/// <summary><see cref="PairSum"/> over one vector with each of four, as a graph walk and a scan need it.</summary>
/// <remarks>
/// One load of the query serves four rows, and four rows are on their way from memory at a time; the <c>kernels</c>
/// benchmark has the numbers. Each row is summed in the order of <see cref="PairSum"/>, so a distance has the same bits
/// whichever rows it was computed beside, and what is said there of tails, alignment and overflow holds here too.
/// </remarks>
internal static unsafe class PairSumOfFour
{
    /// <summary>
    /// The four sums in order, each over the first <paramref name="length"/> pairs. The caller answers for the memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Compute<TStep>(float* x, float* y0, float* y1, float* y2, float* y3, int length)
        where TStep : struct, IPairSum
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            return OneByOne<TStep>(x, y0, y1, y2, y3, length);
        }

        Vector128<float> sums = InVectors<TStep>(x, y0, y1, y2, y3, length);
        return Vector128.AllWhereAllBitsSet(Vector128.IsFinite(sums))
            ? sums
            : OneByOne<TStep>(x, y0, y1, y2, y3, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InVectors<TStep>(float* x, float* y0, float* y1, float* y2, float* y3, int length)
        where TStep : struct, IPairSum
    {
        int i = 0;
        Vector128<float> sum0, sum1, sum2, sum3;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> even0 = default, even1 = default, even2 = default, even3 = default;
            Vector512<float> odd0 = default, odd1 = default, odd2 = default, odd3 = default;
            for (; i + 32 <= length; i += 32)
            {
                Add<TStep>(ref even0, ref even1, ref even2, ref even3, x + i, y0 + i, y1 + i, y2 + i, y3 + i);
                int j = i + 16;
                Add<TStep>(ref odd0, ref odd1, ref odd2, ref odd3, x + j, y0 + j, y1 + j, y2 + j, y3 + j);
            }

            if (i + 16 <= length)
            {
                Add<TStep>(ref even0, ref even1, ref even2, ref even3, x + i, y0 + i, y1 + i, y2 + i, y3 + i);
                i += 16;
            }

            Vector256<float> half0 = Fold(even0 + odd0);
            Vector256<float> half1 = Fold(even1 + odd1);
            Vector256<float> half2 = Fold(even2 + odd2);
            Vector256<float> half3 = Fold(even3 + odd3);
            if (i + 8 <= length)
            {
                Add<TStep>(ref half0, ref half1, ref half2, ref half3, x + i, y0 + i, y1 + i, y2 + i, y3 + i);
                i += 8;
            }

            sum0 = Fold(half0);
            sum1 = Fold(half1);
            sum2 = Fold(half2);
            sum3 = Fold(half3);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> even0 = default, even1 = default, even2 = default, even3 = default;
            Vector256<float> odd0 = default, odd1 = default, odd2 = default, odd3 = default;
            for (; i + 16 <= length; i += 16)
            {
                Add<TStep>(ref even0, ref even1, ref even2, ref even3, x + i, y0 + i, y1 + i, y2 + i, y3 + i);
                int j = i + 8;
                Add<TStep>(ref odd0, ref odd1, ref odd2, ref odd3, x + j, y0 + j, y1 + j, y2 + j, y3 + j);
            }

            if (i + 8 <= length)
            {
                Add<TStep>(ref even0, ref even1, ref even2, ref even3, x + i, y0 + i, y1 + i, y2 + i, y3 + i);
                i += 8;
            }

            sum0 = Fold(even0 + odd0);
            sum1 = Fold(even1 + odd1);
            sum2 = Fold(even2 + odd2);
            sum3 = Fold(even3 + odd3);
        }
        else
        {
            Vector128<float> even0 = default, even1 = default, even2 = default, even3 = default;
            Vector128<float> odd0 = default, odd1 = default, odd2 = default, odd3 = default;
            for (; i + 8 <= length; i += 8)
            {
                Add<TStep>(ref even0, ref even1, ref even2, ref even3, x + i, y0 + i, y1 + i, y2 + i, y3 + i);
                int j = i + 4;
                Add<TStep>(ref odd0, ref odd1, ref odd2, ref odd3, x + j, y0 + j, y1 + j, y2 + j, y3 + j);
            }

            sum0 = even0 + odd0;
            sum1 = even1 + odd1;
            sum2 = even2 + odd2;
            sum3 = even3 + odd3;
        }

        if (i + 4 <= length)
        {
            Add<TStep>(ref sum0, ref sum1, ref sum2, ref sum3, x + i, y0 + i, y1 + i, y2 + i, y3 + i);
            i += 4;
        }

        Vector128<float> sums = Vector128.Create(
            Vector128.Sum(sum0), Vector128.Sum(sum1), Vector128.Sum(sum2), Vector128.Sum(sum3));
        for (; i < length; i++)
        {
            sums = TStep.Add(sums, Vector128.Create(x[i]), Vector128.Create(y0[i], y1[i], y2[i], y3[i]));
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TStep>(
        ref Vector512<float> sum0, ref Vector512<float> sum1, ref Vector512<float> sum2, ref Vector512<float> sum3,
        float* x, float* y0, float* y1, float* y2, float* y3)
        where TStep : struct, IPairSum
    {
        Vector512<float> xs = Vector512.Load(x);
        sum0 = TStep.Add(sum0, xs, Vector512.Load(y0));
        sum1 = TStep.Add(sum1, xs, Vector512.Load(y1));
        sum2 = TStep.Add(sum2, xs, Vector512.Load(y2));
        sum3 = TStep.Add(sum3, xs, Vector512.Load(y3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TStep>(
        ref Vector256<float> sum0, ref Vector256<float> sum1, ref Vector256<float> sum2, ref Vector256<float> sum3,
        float* x, float* y0, float* y1, float* y2, float* y3)
        where TStep : struct, IPairSum
    {
        Vector256<float> xs = Vector256.Load(x);
        sum0 = TStep.Add(sum0, xs, Vector256.Load(y0));
        sum1 = TStep.Add(sum1, xs, Vector256.Load(y1));
        sum2 = TStep.Add(sum2, xs, Vector256.Load(y2));
        sum3 = TStep.Add(sum3, xs, Vector256.Load(y3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TStep>(
        ref Vector128<float> sum0, ref Vector128<float> sum1, ref Vector128<float> sum2, ref Vector128<float> sum3,
        float* x, float* y0, float* y1, float* y2, float* y3)
        where TStep : struct, IPairSum
    {
        Vector128<float> xs = Vector128.Load(x);
        sum0 = TStep.Add(sum0, xs, Vector128.Load(y0));
        sum1 = TStep.Add(sum1, xs, Vector128.Load(y1));
        sum2 = TStep.Add(sum2, xs, Vector128.Load(y2));
        sum3 = TStep.Add(sum3, xs, Vector128.Load(y3));
    }

    private static Vector256<float> Fold(Vector512<float> sum) => sum.GetLower() + sum.GetUpper();

    private static Vector128<float> Fold(Vector256<float> sum) => sum.GetLower() + sum.GetUpper();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<float> OneByOne<TStep>(float* x, float* y0, float* y1, float* y2, float* y3, int length)
        where TStep : struct, IPairSum
        => Vector128.Create(
            PairSum.Compute<TStep>(x, y0, length),
            PairSum.Compute<TStep>(x, y1, length),
            PairSum.Compute<TStep>(x, y2, length),
            PairSum.Compute<TStep>(x, y3, length));
}
