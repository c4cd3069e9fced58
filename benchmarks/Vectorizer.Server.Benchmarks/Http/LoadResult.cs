namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>What one run of the load generator measured.</summary>
/// <param name="Rate">Answers a second.</param>
/// <param name="P50">Median of the milliseconds from request to whole answer.</param>
/// <param name="P99">The 99th percentile of the same.</param>
/// <param name="AnswerBytes">Mean length of an answer, head included.</param>
internal readonly record struct LoadResult(double Rate, double P50, double P99, double AnswerBytes);
