using System.Runtime.InteropServices;

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
        double mean = 0;
        foreach (float x in row)
        {
            mean += x;
        }

        // The mean of finite floats is one, whatever their sum is.
        float middle = (float)(mean / row.Length);
        double greatest = 0;
        double absolutes = 0;
        foreach (float x in row)
        {
            double absolute = Math.Abs((double)x - middle);
            greatest = Math.Max(greatest, absolute);
            absolutes += absolute;
        }

        float step = (float)Math.Max(greatest / short.MaxValue, absolutes / MostOfAbsolutes);
        short* shorts = Clear(side, row.Length);
        long sum = 0;
        long squares = 0;
        if (step > 0)
        {
            double perStep = 1 / (double)step;
            for (int i = 0; i < row.Length; i++)
            {
                double k = Math.Round(((double)row[i] - middle) * perStep);
                shorts[i] = (short)Math.Clamp(k, -short.MaxValue, short.MaxValue);
                sum += shorts[i];
                squares += shorts[i] * shorts[i];
            }
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

    private static short* Clear(ScalarSide* side, int dimension)
    {
        side->Dimension = dimension;
        side->PaddedLength = ScalarCode.PaddedLength(dimension);
        short* shorts = Shorts(side);
        new Span<short>(shorts, side->PaddedLength).Clear();
        return shorts;
    }
}
