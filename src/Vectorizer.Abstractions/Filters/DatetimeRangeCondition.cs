namespace Vectorizer.Abstractions.Filters;

/// <summary>A string that is a date or a date and a time (RFC 3339) lies within bounds, of which there is at least one.</summary>
/// <remarks>
/// Compared are points in time to 100 ns: <c>2026-03-01T12:00:00+02:00</c> is <c>2026-03-01T10:00:00Z</c>. Without an offset a
/// time is UTC, and a date alone is its midnight.
/// </remarks>
/// <param name="Key">Path into the payload.</param>
/// <param name="Gt">It is later.</param>
/// <param name="Gte">It is later or the same.</param>
/// <param name="Lt">It is earlier.</param>
/// <param name="Lte">It is earlier or the same.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.DatetimeRangeCondition")]
public sealed record DatetimeRangeCondition(
    [property: Id(0)] string Key,
    [property: Id(1)] DateTimeOffset? Gt = null,
    [property: Id(2)] DateTimeOffset? Gte = null,
    [property: Id(3)] DateTimeOffset? Lt = null,
    [property: Id(4)] DateTimeOffset? Lte = null) : Condition;
