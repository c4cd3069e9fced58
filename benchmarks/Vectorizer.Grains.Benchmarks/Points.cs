using Vectorizer.Abstractions.Points;

namespace Vectorizer.Grains.Benchmarks;

/// <summary>Vectors around 200 centres, as embeddings lie; each follows from its number.</summary>
internal static class Points
{
    private const int Centres = 200;

    public static float[] Vector(int number, int dimension)
    {
        Random centre = new(number % Centres);
        Random own = new(number);
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = (centre.NextSingle() - 0.5f) + ((own.NextSingle() - 0.5f) * 0.7f);
        }

        return vector;
    }

    public static PointBatch Batch(int first, int count, int dimension)
    {
        PointBatchBuilder batch = new(count);
        for (int i = first; i < first + count; i++)
        {
            batch.Add($"point-{i}", Vector(i, dimension), $"{{\"number\":{i},\"title\":\"The point with the number {i}\"}}");
        }

        return batch.Build();
    }
}
