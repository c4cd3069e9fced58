using Vectorizer.Engine.Quantization;

namespace Vectorizer.Engine.Benchmarks.Glove;

/// <summary>What a run of the benchmark is asked for.</summary>
/// <param name="M">Links a node chooses.</param>
/// <param name="EfConstruction">Candidates weighed for them.</param>
/// <param name="Threads">Threads that build, and that search in the second column.</param>
/// <param name="Rows">Uses the first rows only.</param>
/// <param name="Rounds">How often each figure is measured.</param>
/// <param name="Quantization">What walks read in the place of rows, or null for the rows.</param>
/// <param name="Peer">Another index to compare with, or null.</param>
internal sealed record GloveOptions(int M, int EfConstruction, int Threads, int Rows, int Rounds, QuantizationKind? Quantization, string? Peer);
