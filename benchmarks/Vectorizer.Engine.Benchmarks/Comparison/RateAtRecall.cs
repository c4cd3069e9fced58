namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>Queries per second at a recall, between two measured points.</summary>
/// <param name="Rates">One for each round.</param>
/// <param name="Lower">The point with less recall.</param>
/// <param name="Upper">The point with more.</param>
internal sealed record RateAtRecall(double[] Rates, CurvePoint Lower, CurvePoint Upper);
