namespace Vectorizer.Engine.Listing;

/// <summary>A value that points have at a key, and how many of them have it.</summary>
/// <param name="Text">The text in UTF-8, or null for a number or a boolean.</param>
/// <param name="Integer">The integer; for a boolean 1 for true.</param>
/// <param name="IsBoolean">Whether it is true or false.</param>
/// <param name="Count">Points that have it, each counted once.</param>
public readonly record struct Facet(byte[]? Text, long Integer, bool IsBoolean, int Count);
