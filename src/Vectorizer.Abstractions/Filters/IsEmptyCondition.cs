namespace Vectorizer.Abstractions.Filters;

/// <summary>The key has no value: it leads to nothing, to null, or to an array that holds nothing else.</summary>
/// <param name="Key">Path into the payload.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.IsEmptyCondition")]
public sealed record IsEmptyCondition([property: Id(0)] string Key) : Condition;
