namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>What a run is asked for.</summary>
/// <param name="Rows">Uses the first rows only.</param>
/// <param name="Queries">Uses the first queries only.</param>
/// <param name="Rounds">How often each figure is measured, in turns.</param>
/// <param name="M">Links a node chooses on each layer.</param>
/// <param name="EfConstruction">Candidates weighed for them.</param>
/// <param name="Quantization">How the engine keeps rows.</param>
internal sealed record FilteredOptions(int Rows, int Queries, int Rounds, int M, int EfConstruction, string Quantization);
