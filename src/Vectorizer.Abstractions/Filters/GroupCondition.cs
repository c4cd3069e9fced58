namespace Vectorizer.Abstractions.Filters;

/// <summary>Another filter holds.</summary>
/// <param name="Filter">The filter.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.GroupCondition")]
public sealed record GroupCondition([property: Id(0)] Filter Filter) : Condition;
