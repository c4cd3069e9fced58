using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Quantization;

/// <summary>A byte for each float of a row, between the least and the greatest of that row.</summary>
/// <remarks>
/// Locally adaptive quantization as in LVQ (Aguerrebere et al., arXiv:2304.04759), without the mean of all rows: each row
/// has a range of its own, so that nothing is trained and nothing has to be trained again. A component x is kept as
/// c = round((x − low) / step), and read as low + step·c.
/// <code>
/// offset  size  field
///      0     4  low       float: the least component
///      4     4  step      float: (greatest − least) / most, 0 for a row of equal components
///      8     4  sum       float: step · Σ c
///     12     4  squares   float: step² · Σ c²
///     16     …  codes     bytes, zeros up to a multiple of 16
/// </code>
/// Sums that no float holds are infinite here; whoever meets one computes in doubles from the codes.
/// </remarks>
internal static unsafe class ScalarCode
{
    /// <summary>Bytes before the codes.</summary>
    public const int HeaderBytes = 4 * sizeof(float);

    // Up to here Σ c·c fits 32 bits with eight bits a component. Longer rows have more than enough of them with seven.
    private const int LongestOfEightBits = 32_768;

    /// <summary>Bytes of the code of a row.</summary>
    public static int BytesOf(int dimension) => HeaderBytes + PaddedLength(dimension);

    /// <summary>Components of a row with its padding.</summary>
    public static int PaddedLength(int dimension) => (dimension + ByteProduct.Block - 1) / ByteProduct.Block * ByteProduct.Block;

    /// <summary>The greatest code.</summary>
    public static int Most(int dimension) => dimension <= LongestOfEightBits ? byte.MaxValue : byte.MaxValue / 2;

    public static float Low(byte* code) => ((float*)code)[0];

    public static float Step(byte* code) => ((float*)code)[1];

    public static ScalarConstants Constants(byte* code) => *(ScalarConstants*)code;

    public static byte* Codes(byte* code) => code + HeaderBytes;

    /// <summary>Writes the code of a row of finite floats.</summary>
    public static void Encode(ReadOnlySpan<float> row, byte* code)
    {
        float low = TensorPrimitives.Min(row);
        int most = Most(row.Length);
        double range = (double)TensorPrimitives.Max(row) - low;
        float step = (float)(range / most);
        byte* codes = Codes(code);
        new Span<byte>(codes, PaddedLength(row.Length)).Clear();
        long sum = 0;
        long squares = 0;
        if (step > 0)
        {
            float perStep = (float)(most / range);
            if (float.IsFinite(perStep) && float.IsFinite((float)range))
            {
                Round(row, low, perStep, most, codes);
            }
            else
            {
                RoundInDoubles(row, low, step, most, codes);
            }

            for (int i = 0; i < row.Length; i++)
            {
                sum += codes[i];
                squares += codes[i] * codes[i];
            }
        }

        *(ScalarConstants*)code = new ScalarConstants(low, step, step * sum, step * step * squares);
    }

    /// <summary>Restores a row as well as its code can, in doubles: nothing overflows.</summary>
    public static double Decode(byte* code, int index) => Low(code) + ((double)Step(code) * Codes(code)[index]);

    private static void Round(ReadOnlySpan<float> row, float low, float perStep, int most, byte* codes)
    {
        int i = 0;
        fixed (float* floats = row)
        {
            if (Vector128.IsHardwareAccelerated)
            {
                for (; i + 4 <= row.Length; i += 4)
                {
                    Vector128<float> place = (Vector128.Load(floats + i) - Vector128.Create(low)) * perStep;
                    Vector128<int> rounded = Vector128.ConvertToInt32(place + Vector128.Create(0.5f));
                    rounded = Vector128.Min(rounded, Vector128.Create(most));
                    Vector128<ushort> shorts = Vector128.Narrow(rounded, rounded).AsUInt16();
                    *(uint*)(codes + i) = Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar();
                }
            }

            for (; i < row.Length; i++)
            {
                codes[i] = (byte)Math.Min((int)(((floats[i] - low) * perStep) + 0.5f), most);
            }
        }
    }

    // A range beyond the floats, or so small that its reciprocal is.
    private static void RoundInDoubles(ReadOnlySpan<float> row, float low, float step, int most, byte* codes)
    {
        for (int i = 0; i < row.Length; i++)
        {
            codes[i] = (byte)Math.Min((int)((((double)row[i] - low) / step) + 0.5), most);
        }
    }
}
