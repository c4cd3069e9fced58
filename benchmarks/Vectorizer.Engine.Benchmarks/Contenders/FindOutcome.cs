namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>How well the queries were answered.</summary>
/// <param name="Recall">The share of the true nearest rows that was found.</param>
/// <param name="Scored">Rows with which a query was compared, on average; 0 where a contender doesn't count.</param>
internal readonly record struct FindOutcome(double Recall, double Scored);
