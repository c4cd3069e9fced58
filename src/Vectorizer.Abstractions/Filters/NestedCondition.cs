namespace Vectorizer.Abstractions.Filters;

/// <summary>One object has all that a filter asks for; its keys begin at that object.</summary>
/// <remarks>
/// Says of one element of an array what conditions side by side say of any: <c>diet[].food</c> and <c>diet[].likes</c> may be met by
/// two elements, nested under <c>diet[]</c> they are met by the same.
/// </remarks>
/// <param name="Key">Path to an object or an array of objects.</param>
/// <param name="Filter">The filter, without conditions on the point itself (its id and vectors).</param>
[GenerateSerializer, Immutable, Alias("vectorizer.NestedCondition")]
public sealed record NestedCondition([property: Id(0)] string Key, [property: Id(1)] Filter Filter) : Condition;
