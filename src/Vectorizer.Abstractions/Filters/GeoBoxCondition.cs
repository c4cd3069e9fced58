namespace Vectorizer.Abstractions.Filters;

/// <summary>A place <c>{"lon":…, "lat":…}</c> lies in a box, its sides included.</summary>
/// <param name="Key">Path into the payload.</param>
/// <param name="TopLeft">Its north-western corner.</param>
/// <param name="BottomRight">
/// Its south-eastern corner, not north of the other. A box whose right side has the lower longitude crosses the antimeridian.
/// </param>
[GenerateSerializer, Immutable, Alias("vectorizer.GeoBoxCondition")]
public sealed record GeoBoxCondition(
    [property: Id(0)] string Key,
    [property: Id(1)] GeoPoint TopLeft,
    [property: Id(2)] GeoPoint BottomRight) : Condition;
