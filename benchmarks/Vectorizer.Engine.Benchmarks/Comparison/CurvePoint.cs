namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>What an index answers at one <c>ef</c>.</summary>
/// <param name="Ef">Candidates weighed.</param>
/// <param name="Recall">The share of the true nearest rows that was found.</param>
/// <param name="Scored">Rows scored a query; 0 for not counted.</param>
internal readonly record struct CurvePoint(int Ef, double Recall, double Scored);
