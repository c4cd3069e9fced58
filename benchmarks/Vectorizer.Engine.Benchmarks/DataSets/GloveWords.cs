using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>GloVe vectors of 341,479 words, of which 2,000 picked at random become queries.</summary>
internal sealed class GloveWords : IVectorSource
{
    private const int HeldOut = 2_000;
    private const int Seed = 20_130_801;

    public string Name => "glove";

    public string Title => "GloVe-100 (words)";

    public int Dimension => WinkEmbeddings.Dimension;

    public Metric Metric => Metric.Cosine;

    public double UsualRecall => 0.95;

    public async Task<(float[] Rows, float[] Queries)> FetchAsync(string folder, CancellationToken cancellationToken)
        => Split(await WinkEmbeddings.FetchAsync(folder, cancellationToken));

    // Rows keep their order, most frequent words first.
    private (float[] Rows, float[] Queries) Split(float[] vectors)
    {
        int count = vectors.Length / Dimension;
        int[] numbers = [.. Enumerable.Range(0, count)];
        new Random(Seed).Shuffle(numbers);
        var heldOut = new HashSet<int>(numbers[..HeldOut]);

        float[] rows = new float[(count - HeldOut) * Dimension];
        float[] queries = new float[HeldOut * Dimension];
        int row = 0;
        int query = 0;
        for (int number = 0; number < count; number++)
        {
            Span<float> destination = heldOut.Contains(number)
                ? queries.AsSpan(query++ * Dimension, Dimension)
                : rows.AsSpan(row++ * Dimension, Dimension);
            vectors.AsSpan(number * Dimension, Dimension).CopyTo(destination);
        }

        return (rows, queries);
    }
}
