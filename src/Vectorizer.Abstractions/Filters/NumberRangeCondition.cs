namespace Vectorizer.Abstractions.Filters;

/// <summary>A number lies within bounds, of which there is at least one.</summary>
/// <param name="Key">Path into the payload.</param>
/// <param name="Gt">It is greater.</param>
/// <param name="Gte">It is greater or equal.</param>
/// <param name="Lt">It is less.</param>
/// <param name="Lte">It is less or equal.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.NumberRangeCondition")]
public sealed record NumberRangeCondition(
    [property: Id(0)] string Key,
    [property: Id(1)] FilterNumber? Gt = null,
    [property: Id(2)] FilterNumber? Gte = null,
    [property: Id(3)] FilterNumber? Lt = null,
    [property: Id(4)] FilterNumber? Lte = null) : Condition;
