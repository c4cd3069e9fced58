using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Vectorizer.Engine.Kernels;

/// <summary>Σ x·c over unsigned bytes c and shorts or bytes x, in whole numbers: the same on every machine.</summary>
/// <remarks>
/// Bytes are widened to shorts, multiplied in pairs and added up in 32 bits; the caller sees to it that the sum of the
/// absolute products fits. Lengths are multiples of <see cref="Block"/>, so that no loop has a tail. Why not bytes times
/// signed bytes, which need no widening: the pairs of products saturate at 16 bits, and a query of 8 bits is too coarse.
/// </remarks>
internal static unsafe class ByteProduct
{
    /// <summary>Lengths are multiples of this.</summary>
    public const int Block = 16;

    /// <summary>Σ x·c over as many shorts and bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compute(short* x, byte* codes, int length)
    {
        Debug.Assert(length % Block == 0, "rows are padded to whole blocks");
        if (Avx2.IsSupported)
        {
            Vector256<int> even = Vector256<int>.Zero;
            Vector256<int> odd = Vector256<int>.Zero;
            int i = 0;
            if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
            {
                Vector512<int> wide = Vector512<int>.Zero;
                for (; i + 32 <= length; i += 32)
                {
                    Vector512<short> bytes = Avx512BW.ConvertToVector512Int16(Vector256.Load(codes + i));
                    wide += Avx512BW.MultiplyAddAdjacent(bytes, Vector512.Load(x + i));
                }

                even = wide.GetLower() + wide.GetUpper();
            }

            for (; i + 32 <= length; i += 32)
            {
                even = Add(even, Avx2.ConvertToVector256Int16(codes + i), Vector256.Load(x + i));
                odd = Add(odd, Avx2.ConvertToVector256Int16(codes + i + 16), Vector256.Load(x + i + 16));
            }

            if (i < length)
            {
                odd = Add(odd, Avx2.ConvertToVector256Int16(codes + i), Vector256.Load(x + i));
            }

            return Sum(even + odd);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<int> even = Vector128<int>.Zero;
            Vector128<int> odd = Vector128<int>.Zero;
            for (int i = 0; i < length; i += Block)
            {
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Load(codes + i));
                even = Add(even, low.AsInt16(), Vector128.Load(x + i));
                odd = Add(odd, high.AsInt16(), Vector128.Load(x + i + 8));
            }

            return Vector128.Sum(even + odd);
        }

        int sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += x[i] * codes[i];
        }

        return sum;
    }

    /// <summary>Σ x·c for each of four runs of bytes: one load of the shorts serves all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ComputeFour(short* x, byte* c0, byte* c1, byte* c2, byte* c3, int length)
    {
        Debug.Assert(length % Block == 0, "rows are padded to whole blocks");
        if (!Avx2.IsSupported)
        {
            return Vector128.Create(Compute(x, c0, length), Compute(x, c1, length), Compute(x, c2, length), Compute(x, c3, length));
        }

        Vector256<int> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
        {
            Vector512<int> wide0 = default, wide1 = default, wide2 = default, wide3 = default;
            for (; i + 32 <= length; i += 32)
            {
                Vector512<short> xs = Vector512.Load(x + i);
                wide0 += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(c0 + i)), xs);
                wide1 += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(c1 + i)), xs);
                wide2 += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(c2 + i)), xs);
                wide3 += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(c3 + i)), xs);
            }

            sum0 = wide0.GetLower() + wide0.GetUpper();
            sum1 = wide1.GetLower() + wide1.GetUpper();
            sum2 = wide2.GetLower() + wide2.GetUpper();
            sum3 = wide3.GetLower() + wide3.GetUpper();
        }

        for (; i < length; i += Block)
        {
            Vector256<short> xs = Vector256.Load(x + i);
            sum0 = Add(sum0, Avx2.ConvertToVector256Int16(c0 + i), xs);
            sum1 = Add(sum1, Avx2.ConvertToVector256Int16(c1 + i), xs);
            sum2 = Add(sum2, Avx2.ConvertToVector256Int16(c2 + i), xs);
            sum3 = Add(sum3, Avx2.ConvertToVector256Int16(c3 + i), xs);
        }

        // Adding neighbours twice leaves the four sums side by side, in two halves.
        Vector256<int> all = Avx2.HorizontalAdd(Avx2.HorizontalAdd(sum0, sum1), Avx2.HorizontalAdd(sum2, sum3));
        return all.GetLower() + all.GetUpper();
    }

    /// <summary>Σ x·y over as many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compute(byte* x, byte* y, int length)
    {
        Debug.Assert(length % Block == 0, "rows are padded to whole blocks");
        if (Avx2.IsSupported)
        {
            Vector256<int> even = Vector256<int>.Zero;
            Vector256<int> odd = Vector256<int>.Zero;
            int i = 0;
            if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
            {
                Vector512<int> wide = Vector512<int>.Zero;
                for (; i + 32 <= length; i += 32)
                {
                    wide += Avx512BW.MultiplyAddAdjacent(
                        Avx512BW.ConvertToVector512Int16(Vector256.Load(x + i)),
                        Avx512BW.ConvertToVector512Int16(Vector256.Load(y + i)));
                }

                even = wide.GetLower() + wide.GetUpper();
            }

            for (; i + 32 <= length; i += 32)
            {
                even = Add(even, Avx2.ConvertToVector256Int16(x + i), Avx2.ConvertToVector256Int16(y + i));
                odd = Add(odd, Avx2.ConvertToVector256Int16(x + i + 16), Avx2.ConvertToVector256Int16(y + i + 16));
            }

            if (i < length)
            {
                odd = Add(odd, Avx2.ConvertToVector256Int16(x + i), Avx2.ConvertToVector256Int16(y + i));
            }

            return Sum(even + odd);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<int> even = Vector128<int>.Zero;
            Vector128<int> odd = Vector128<int>.Zero;
            for (int i = 0; i < length; i += Block)
            {
                (Vector128<ushort> lowX, Vector128<ushort> highX) = Vector128.Widen(Vector128.Load(x + i));
                (Vector128<ushort> lowY, Vector128<ushort> highY) = Vector128.Widen(Vector128.Load(y + i));
                even = Add(even, lowX.AsInt16(), lowY.AsInt16());
                odd = Add(odd, highX.AsInt16(), highY.AsInt16());
            }

            return Vector128.Sum(even + odd);
        }

        int sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sum, Vector256<short> x, Vector256<short> y)
        => AvxVnni.IsSupported ? AvxVnni.MultiplyWideningAndAdd(sum, x, y) : sum + Avx2.MultiplyAddAdjacent(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Add(Vector128<int> sum, Vector128<short> x, Vector128<short> y)
    {
        if (Sse2.IsSupported)
        {
            return sum + Sse2.MultiplyAddAdjacent(x, y);
        }

        if (AdvSimd.IsSupported)
        {
            sum = AdvSimd.MultiplyWideningLowerAndAdd(sum, x.GetLower(), y.GetLower());
            return AdvSimd.MultiplyWideningUpperAndAdd(sum, x, y);
        }

        (Vector128<int> lowX, Vector128<int> highX) = Vector128.Widen(x);
        (Vector128<int> lowY, Vector128<int> highY) = Vector128.Widen(y);
        return sum + (lowX * lowY) + (highX * highY);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sum(Vector256<int> sum)
    {
        // Shuffles and adds: the horizontal add that the runtime would use takes twice as long.
        Vector128<int> half = sum.GetLower() + sum.GetUpper();
        half += Sse2.Shuffle(half, 0b01_00_11_10);
        half += Sse2.Shuffle(half, 0b10_11_00_01);
        return half.ToScalar();
    }
}
