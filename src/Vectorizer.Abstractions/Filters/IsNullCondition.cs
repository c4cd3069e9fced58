namespace Vectorizer.Abstractions.Filters;

/// <summary>The key leads to null, or to an array that holds one. One that leads nowhere is not null.</summary>
/// <param name="Key">Path into the payload.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.IsNullCondition")]
public sealed record IsNullCondition([property: Id(0)] string Key) : Condition;
