namespace Vectorizer.Engine.Listing;

/// <summary>A place in an ordered list.</summary>
/// <param name="Value">The value there.</param>
/// <param name="Id">The id of the point there, in UTF-8.</param>
public readonly record struct SortPosition(SortValue Value, ReadOnlyMemory<byte> Id);
