namespace Vectorizer.Abstractions.Filters;

/// <summary>A string has all words of a text, in any order.</summary>
/// <remarks>Words are runs of letters and digits, whatever their case.</remarks>
/// <param name="Key">Path into the payload.</param>
/// <param name="Text">At least one word.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.MatchTextCondition")]
public sealed record MatchTextCondition([property: Id(0)] string Key, [property: Id(1)] string Text) : Condition;
