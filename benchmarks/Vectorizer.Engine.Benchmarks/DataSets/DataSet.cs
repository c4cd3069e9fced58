using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>Rows to index, queries that are none of them, and the nearest rows of each query, found by comparing with all.</summary>
/// <remarks>
/// The files lie in <c>.cache/NAME</c>, where other programs read them too: <c>rows.f32</c> and <c>queries.f32</c> hold the
/// vectors as published (not normalised), <c>truth-N.i32</c> the numbers of the <see cref="Neighbors"/> nearest of the first
/// N rows for each query, nearest first.
/// </remarks>
internal sealed class DataSet
{
    /// <summary>Nearest rows known of each query.</summary>
    public const int Neighbors = 10;

    private readonly IVectorSource _source;

    private DataSet(IVectorSource source, string folder, int rowCount, int queryCount, float[] rows, float[] queries, int[] truth)
    {
        _source = source;
        RowCount = rowCount;
        QueryCount = queryCount;
        Rows = rows;
        Queries = queries;
        Truth = truth;
        RowsFile = RowsPath(folder);
        QueriesFile = QueriesPath(folder);
    }

    /// <summary>What can be loaded, the usual one first.</summary>
    public static IReadOnlyList<IVectorSource> Sources { get; } = [new GloveWords(), new MnistImages()];

    public string Name => _source.Name;

    public string Title => _source.Title;

    public int Dimension => _source.Dimension;

    public Metric Metric => _source.Metric;

    public double UsualRecall => _source.UsualRecall;

    /// <summary>Rows to index: all, or the first of them.</summary>
    public int RowCount { get; }

    /// <summary>Queries to ask: all, or the first of them.</summary>
    public int QueryCount { get; }

    public float[] Rows { get; }

    public float[] Queries { get; }

    public int[] Truth { get; }

    public string RowsFile { get; }

    public string QueriesFile { get; }

    /// <summary>Loads the data, fetching and preparing what the cache does not hold.</summary>
    /// <param name="name">Of <see cref="Sources"/>.</param>
    /// <param name="maxRows">Uses the first rows only.</param>
    /// <param name="maxQueries">Uses the first queries only.</param>
    /// <param name="cancellationToken">Ends the loading; a later one goes on from the last whole file.</param>
    public static async Task<DataSet> LoadAsync(string name, int maxRows, int maxQueries, CancellationToken cancellationToken)
    {
        IVectorSource source = Sources.Single(source => source.Name == name);
        int dimension = source.Dimension;
        string folder = Path.Combine(Repository.Root, ".cache", name);
        Directory.CreateDirectory(folder);
        if (!File.Exists(RowsPath(folder)) || !File.Exists(QueriesPath(folder)))
        {
            (float[] fetchedRows, float[] fetchedQueries) = await source.FetchAsync(folder, cancellationToken);
            ArrayFile.Write<float>(QueriesPath(folder), fetchedQueries);
            ArrayFile.Write<float>(RowsPath(folder), fetchedRows);
        }

        float[] rows = ArrayFile.Read<float>(RowsPath(folder));
        float[] queries = ArrayFile.Read<float>(QueriesPath(folder));
        int rowCount = Math.Min(maxRows, rows.Length / dimension);
        string truthPath = TruthPath(folder, rowCount);
        if (!File.Exists(truthPath))
        {
            Console.WriteLine($"comparing {queries.Length / dimension:N0} queries with {rowCount:N0} rows for the ground truth");
            int[] nearest = GroundTruth.Find(
                rows.AsSpan(0, rowCount * dimension), queries, dimension, source.Metric, Neighbors, cancellationToken);
            ArrayFile.Write<int>(truthPath, nearest);
        }

        return new DataSet(
            source,
            folder,
            rowCount,
            Math.Min(maxQueries, queries.Length / dimension),
            rows,
            queries,
            ArrayFile.Read<int>(truthPath));
    }

    public ReadOnlySpan<float> Query(int query) => Queries.AsSpan(query * Dimension, Dimension);

    /// <summary>How many of the found rows are among the nearest of a query.</summary>
    public int CountNearest(int query, ReadOnlySpan<int> found)
    {
        ReadOnlySpan<int> nearest = Truth.AsSpan(query * Neighbors, Neighbors);
        int count = 0;
        foreach (int row in nearest)
        {
            // A row that an index returns twice is still one row.
            count += found.Contains(row) ? 1 : 0;
        }

        return count;
    }

    private static string RowsPath(string folder) => Path.Combine(folder, "rows.f32");

    private static string QueriesPath(string folder) => Path.Combine(folder, "queries.f32");

    private static string TruthPath(string folder, int rowCount) => Path.Combine(folder, $"truth-{rowCount}.i32");
}
