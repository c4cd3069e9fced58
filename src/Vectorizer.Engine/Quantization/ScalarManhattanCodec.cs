using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Quantization;

/// <summary>A byte for each float, under manhattan: codes are turned to floats again while they are compared.</summary>
internal readonly unsafe struct ScalarManhattanCodec(int dimension) : IRowCodec<ScalarManhattanScorer>
{
    // Components that are restored at a time when two codes are compared.
    private const int Part = 64;

    public static bool LinksByRows => false;

    public int CodeBytes => ScalarCode.BytesOf(dimension);

    public int StateBytes => dimension * sizeof(float);

    public void Encode(float* row, byte* code) => ScalarCode.Encode(new ReadOnlySpan<float>(row, dimension), code);

    public ScalarManhattanScorer OfRow(float* row, byte* state) => new(row, dimension);

    public ScalarManhattanScorer OfCode(byte* code, byte* state)
    {
        Restore(code, 0, dimension, (float*)state);
        return new ScalarManhattanScorer((float*)state, dimension);
    }

    public float Between(byte* x, byte* y)
    {
        float* row = stackalloc float[Part];
        float sum = 0;
        for (int start = 0; start < dimension; start += Part)
        {
            int count = Math.Min(Part, dimension - start);
            Restore(x, start, count, row);
            sum += ByteDifference.Compute(row, ScalarCode.Low(y), ScalarCode.Step(y), ScalarCode.Codes(y) + start, count);
        }

        return Saturation.Of(sum);
    }

    // In floats as the kernel does it, so that two equal codes have the distance 0.
    private static void Restore(byte* code, int start, int count, float* row)
    {
        float low = ScalarCode.Low(code);
        float step = ScalarCode.Step(code);
        byte* codes = ScalarCode.Codes(code) + start;
        for (int i = 0; i < count; i++)
        {
            float restored = low + (step * codes[i]);
            row[i] = float.IsFinite(restored) ? restored : (float)ScalarCode.Decode(code, start + i);
        }
    }
}
