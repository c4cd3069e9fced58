namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>What a run is asked for.</summary>
/// <param name="Data">Name of the data set.</param>
/// <param name="Peers">Keys of the peers to compare with.</param>
/// <param name="Quantization">Ways in which the engine keeps rows.</param>
/// <param name="M">Links a node chooses.</param>
/// <param name="EfConstruction">Candidates weighed for them.</param>
/// <param name="Threads">Threads that build, and that search in the second column.</param>
/// <param name="Rows">Uses the first rows only.</param>
/// <param name="Queries">Uses the first queries only.</param>
/// <param name="Rounds">How often each figure is measured.</param>
internal sealed record CompareOptions(
    string Data,
    IReadOnlyList<string> Peers,
    IReadOnlyList<string> Quantization,
    int M,
    int EfConstruction,
    int Threads,
    int Rows,
    int Queries,
    int Rounds);
