namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>What a build took.</summary>
/// <param name="Duration">Wall clock. The vectors come from a mapped file that is in memory.</param>
/// <param name="Bytes">Anonymous memory by which the process grew: everything but what belongs to files.</param>
/// <param name="HugePageBytes">The part of it that lies in huge pages.</param>
/// <param name="Parts">What the index says of its memory, or empty.</param>
internal sealed record BuildOutcome(TimeSpan Duration, long Bytes, long HugePageBytes, string Parts);
