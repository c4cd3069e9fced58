using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Quantization;

/// <summary>One side of comparisons with <see cref="ScalarCode"/>s: components base + step · k, the k behind it as shorts.</summary>
/// <remarks>
/// A query has finer steps than a code, as fine as sixteen bits and the sum of the products allow. A row that was encoded
/// is a side as it is: k are its codes.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ScalarSide
{
    /// <summary>Bytes before the shorts.</summary>
    public const int HeaderBytes = 64;

    // Σ |k|·255 stays below 2³¹ when Σ |k| does below this, with half a step of rounding for each of 65,536 components.
    private const double MostOfAbsolutes = 8_380_000;

    /// <summary>What is known besides the shorts.</summary>
    public ScalarConstants Known;

    /// <summary>Components without padding.</summary>
    public int Dimension;

    /// <summary>Components with padding.</summary>
    public int PaddedLength;

    public static short* Shorts(ScalarSide* side) => (short*)((byte*)side + HeaderBytes);

    /// <summary>Bytes of a side.</summary>
    public static int BytesOf(int dimension) => HeaderBytes + (ScalarCode.PaddedLength(dimension) * sizeof(short));

    /// <summary>Makes a row of finite floats one side.</summary>
    public static void OfRow(ReadOnlySpan<float> row, ScalarSide* side)
    {
        float middle = TensorPrimitives.Sum(row) / row.Length;
        (double greatest, double absolutes) = MeasureFrom(middle, row);
        if (!float.IsFinite(middle) || !double.IsFinite(absolutes))
        {
            // The mean of finite floats is one, whatever their sum is.
            middle = MeanInDoubles(row);
            (greatest, absolutes) = MeasureInDoublesFrom(middle, row);
        }

        float step = (float)Math.Max(greatest / short.MaxValue, absolutes / MostOfAbsolutes);
        short* shorts = Clear(side, row.Length);
        long sum = 0;
        long squares = 0;
        if (step > 0)
        {
            Round(row, middle, step, shorts);
            (sum, squares) = AddUp(shorts, side->PaddedLength);
        }

        side->Known = new ScalarConstants(middle, step, step * sum, step * step * squares);
    }

    /// <summary>Makes a row that was encoded one side.</summary>
    public static void OfCode(byte* code, int dimension, ScalarSide* side)
    {
        side->Known = ScalarCode.Constants(code);
        short* shorts = Clear(side, dimension);
        byte* codes = ScalarCode.Codes(code);
        for (int i = 0; i < side->PaddedLength; i++)
        {
            shorts[i] = codes[i];
        }
    }

    /// <summary>The greatest |x − middle|, and their sum: infinite or NaN where floats do not hold them.</summary>
    private static (double Greatest, double Absolutes) MeasureFrom(float middle, ReadOnlySpan<float> row)
    {
        int i = 0;
        float greatest = 0;
        float absolutes = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> greatests = Vector128<float>.Zero;
            Vector128<float> sums = Vector128<float>.Zero;
            for (; i + 4 <= row.Length; i += 4)
            {
                Vector128<float> absolute = Vector128.Abs(Vector128.Create(row[i..]) - Vector128.Create(middle));
                greatests = Vector128.Max(greatests, absolute);
                sums += absolute;
            }

            greatest = Math.Max(Math.Max(greatests[0], greatests[1]), Math.Max(greatests[2], greatests[3]));
            absolutes = Vector128.Sum(sums);
        }

        for (; i < row.Length; i++)
        {
            float absolute = Math.Abs(row[i] - middle);
            greatest = Math.Max(greatest, absolute);
            absolutes += absolute;
        }

        return (greatest, absolutes);
    }

    /// <summary>Writes k = (x − middle) / step, rounded.</summary>
    private static void Round(ReadOnlySpan<float> row, float middle, float step, short* shorts)
    {
        int i = 0;
        float perStep = 1 / step;
        if (Vector128.IsHardwareAccelerated && float.IsFinite(perStep) && float.IsFinite(step * short.MaxValue))
        {
            for (; i + 8 <= row.Length; i += 8)
            {
                Vector128<int> lower = Place(Vector128.Create(row[i..]), middle, perStep);
                Vector128<int> upper = Place(Vector128.Create(row[(i + 4)..]), middle, perStep);
                Vector128.Store(Vector128.NarrowWithSaturation(lower, upper), shorts + i);
            }
        }

        for (; i < row.Length; i++)
        {
            double k = Math.Round(((double)row[i] - middle) / step);
            shorts[i] = (short)Math.Clamp(k, -short.MaxValue, short.MaxValue);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Place(Vector128<float> x, float middle, float perStep)
    {
        Vector128<float> k = Vector128.Round((x - Vector128.Create(middle)) * perStep);
        Vector128<float> most = Vector128.Create((float)short.MaxValue);
        return Vector128.ConvertToInt32(Vector128.Min(Vector128.Max(k, -most), most));
    }

    // The padding adds nothing.
    private static (long Sum, long Squares) AddUp(short* shorts, int paddedLength)
    {
        long sum = 0;
        long squares = 0;
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<long> sums = Vector128<long>.Zero;
            Vector128<long> totals = Vector128<long>.Zero;
            for (; i < paddedLength; i += 8)
            {
                (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(Vector128.Load(shorts + i));
                Vector128<int> pairs = lower + upper;
                sums += Vector128.WidenLower(pairs) + Vector128.WidenUpper(pairs);

                // Two squares of shorts fit 32 bits without a sign.
                Vector128<uint> squared = ((lower * lower) + (upper * upper)).AsUInt32();
                totals += (Vector128.WidenLower(squared) + Vector128.WidenUpper(squared)).AsInt64();
            }

            sum = Vector128.Sum(sums);
            squares = Vector128.Sum(totals);
        }

        for (; i < paddedLength; i++)
        {
            sum += shorts[i];
            squares += shorts[i] * shorts[i];
        }

        return (sum, squares);
    }

    private static float MeanInDoubles(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float x in row)
        {
            sum += x;
        }

        return (float)(sum / row.Length);
    }

    private static (double Greatest, double Absolutes) MeasureInDoublesFrom(float middle, ReadOnlySpan<float> row)
    {
        double greatest = 0;
        double absolutes = 0;
        foreach (float x in row)
        {
            double absolute = Math.Abs((double)x - middle);
            greatest = Math.Max(greatest, absolute);
            absolutes += absolute;
        }

        return (greatest, absolutes);
    }

    private static short* Clear(ScalarSide* side, int dimension)
    {
        side->Dimension = dimension;
        side->PaddedLength = ScalarCode.PaddedLength(dimension);
        short* shorts = Shorts(side);
        new Span<short>(shorts, side->PaddedLength).Clear();
        return shorts;
    }
}
