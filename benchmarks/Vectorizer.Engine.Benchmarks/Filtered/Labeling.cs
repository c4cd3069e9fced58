namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>A filter for each query: the rows that have its label.</summary>
/// <param name="Key">The key of the label in payloads.</param>
/// <param name="Name">What tables call it.</param>
/// <param name="Share">The part of the rows that a label has, about.</param>
/// <param name="OfRows">The label of each row.</param>
/// <param name="OfQueries">The label that each query asks for.</param>
internal sealed record Labeling(string Key, string Name, double Share, int[] OfRows, int[] OfQueries);
