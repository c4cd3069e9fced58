using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.NeighborCodes;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Quantization;

/// <summary>A bit for each float, under a metric that follows from products.</summary>
internal readonly unsafe struct BinaryCodec<TMetric>(int dimension) : IRowCodec<BinaryScorer<TMetric>>
    where TMetric : struct, IBinaryMetric
{
    private readonly RandomRotation _rotation = new(BinaryCode.WordsOf(dimension) * BinaryCode.WordBits);

    public static bool LinksByRows => true;

    public int CodeBytes => BinaryCode.BytesOf(dimension);

    public int StateBytes => BinarySide.BytesOf(dimension);

    public void Encode(float* row, byte* code) => BinaryCode.Encode(new ReadOnlySpan<float>(row, dimension), _rotation, code);

    public BinaryScorer<TMetric> OfRow(float* row, byte* state)
    {
        BinarySide.OfRow(new ReadOnlySpan<float>(row, dimension), _rotation, (BinarySide*)state);
        return new BinaryScorer<TMetric>((BinarySide*)state);
    }

    public BinaryScorer<TMetric> OfCode(byte* code, byte* state)
    {
        BinarySide.OfCode(code, dimension, (BinarySide*)state);
        return new BinaryScorer<TMetric>((BinarySide*)state);
    }

    public float Between(byte* x, byte* y)
    {
        int words = BinaryCode.WordsOf(dimension);
        int difference = BitPlanes.Highest * BitPlanes.Differing(BinaryCode.Signs(x), BinaryCode.Signs(y), words);
        return BinaryScorer<TMetric>.Estimate(BinarySide.Known(x, dimension), BinaryCode.Constants(y, words), difference);
    }
}
