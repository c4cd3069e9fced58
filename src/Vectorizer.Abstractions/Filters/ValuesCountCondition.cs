namespace Vectorizer.Abstractions.Filters;

/// <summary>The number of values lies within bounds, of which there is at least one.</summary>
/// <remarks>
/// An array has as many as it has elements, null has none, anything else is one. A key that leads nowhere has none; of several places
/// that it leads to, any may meet the bounds.
/// </remarks>
/// <param name="Key">Path into the payload.</param>
/// <param name="Gt">It is greater.</param>
/// <param name="Gte">It is greater or equal.</param>
/// <param name="Lt">It is less.</param>
/// <param name="Lte">It is less or equal.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.ValuesCountCondition")]
public sealed record ValuesCountCondition(
    [property: Id(0)] string Key,
    [property: Id(1)] int? Gt = null,
    [property: Id(2)] int? Gte = null,
    [property: Id(3)] int? Lt = null,
    [property: Id(4)] int? Lte = null) : Condition;
