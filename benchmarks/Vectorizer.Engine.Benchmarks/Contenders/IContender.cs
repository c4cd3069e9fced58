namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>An index that is built over the same rows and asked the same queries as the others.</summary>
internal interface IContender : IDisposable
{
    string Name { get; }

    /// <summary>Builds the index over all rows.</summary>
    BuildOutcome Build(int m, int efConstruction, int threads);

    /// <summary>The share of the true ten nearest rows that is found, over all queries once, on one thread.</summary>
    double Recall(int ef);

    /// <summary>
    /// Queries per second of <paramref name="threads"/> threads that each ask every query, again and again, for at least
    /// <paramref name="duration"/>.
    /// </summary>
    double Measure(int ef, int threads, TimeSpan duration);
}
