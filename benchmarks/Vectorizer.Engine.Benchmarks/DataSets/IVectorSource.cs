using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>Where real vectors come from: rows to index, and queries that are none of them.</summary>
internal interface IVectorSource
{
    /// <summary>What the command line and the folder in the cache call it.</summary>
    string Name { get; }

    /// <summary>What readers of a report are told.</summary>
    string Title { get; }

    /// <summary>Floats of a vector.</summary>
    int Dimension { get; }

    /// <summary>How nearness is measured.</summary>
    Metric Metric { get; }

    /// <summary>The recall that is asked of such data, and by which the best parameters are chosen.</summary>
    double UsualRecall { get; }

    /// <summary>Fetches rows and queries, vectors one after the other.</summary>
    Task<(float[] Rows, float[] Queries)> FetchAsync(string folder, CancellationToken cancellationToken);
}
