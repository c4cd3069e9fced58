using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Kernels;

/// <summary>Σ |x − (low + step · c)| over floats x and bytes c, which become floats in registers.</summary>
/// <remarks>For finite input the result is never NaN; where the sum is beyond the floats it is infinite.</remarks>
internal static unsafe class ByteDifference
{
    /// <summary>Sums over the first <paramref name="length"/> pairs. The caller answers for the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Compute(float* x, float low, float step, byte* codes, int length)
    {
        float sum = Vector128.IsHardwareAccelerated ? InVectors(x, low, step, codes, length) : 0;
        int done = Vector128.IsHardwareAccelerated ? length & ~7 : 0;
        for (int i = done; i < length; i++)
        {
            sum += MathF.Abs(x[i] - (low + (step * codes[i])));
        }

        return float.IsFinite(sum) ? sum : InDoubles(x, low, step, codes, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float InVectors(float* x, float low, float step, byte* codes, int length)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> sum = Vector256<float>.Zero;
            for (int i = 0; i + 8 <= length; i += 8)
            {
                Vector128<ushort> shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)(codes + i)).AsByte());
                (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(shorts);
                Vector256<float> code = Vector256.ConvertToSingle(Vector256.Create(lower, upper).AsInt32());
                Vector256<float> decoded = (code * step) + Vector256.Create(low);
                sum += Vector256.Abs(Vector256.Load(x + i) - decoded);
            }

            return Vector256.Sum(sum);
        }

        Vector128<float> even = Vector128<float>.Zero;
        Vector128<float> odd = Vector128<float>.Zero;
        for (int i = 0; i + 8 <= length; i += 8)
        {
            Vector128<ushort> shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)(codes + i)).AsByte());
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(shorts);
            even += Vector128.Abs(
                Vector128.Load(x + i) - ((Vector128.ConvertToSingle(lower.AsInt32()) * step) + Vector128.Create(low)));
            odd += Vector128.Abs(
                Vector128.Load(x + i + 4) - ((Vector128.ConvertToSingle(upper.AsInt32()) * step) + Vector128.Create(low)));
        }

        return Vector128.Sum(even + odd);
    }

    // Kept out of line: real data never comes here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float InDoubles(float* x, float low, float step, byte* codes, int length)
    {
        double sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += Math.Abs(x[i] - (low + ((double)step * codes[i])));
        }

        return (float)sum;
    }
}
