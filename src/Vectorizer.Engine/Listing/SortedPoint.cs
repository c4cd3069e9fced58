namespace Vectorizer.Engine.Listing;

/// <summary>A point of an ordered list.</summary>
/// <param name="Ordinal">The point.</param>
/// <param name="Value">Its value.</param>
public readonly record struct SortedPoint(int Ordinal, SortValue Value);
