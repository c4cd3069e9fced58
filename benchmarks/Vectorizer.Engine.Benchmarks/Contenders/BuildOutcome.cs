namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>What a build took.</summary>
/// <param name="Duration">Wall clock, the rows being in memory before.</param>
/// <param name="ResidentBytes">Growth of the process's resident set.</param>
/// <param name="Memory">What the index says of its memory, or empty.</param>
internal sealed record BuildOutcome(TimeSpan Duration, long ResidentBytes, string Memory);
