using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans;

/// <summary>Which points a list has, in which order.</summary>
public sealed record ScrollQuery
{
    /// <summary>What the points match; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>The order; null for the list's own, in which a page costs least.</summary>
    public OrderBy? OrderBy { get; init; }

    /// <summary><see cref="PointListPage.NextCursor"/> of the page before; null for the first one.</summary>
    public string? Cursor { get; init; }

    /// <summary>Points wanted, 1..1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>What the points carry besides their id.</summary>
    public PointParts Parts { get; init; } = PointParts.Payload;

    /// <summary>Time allowed; null for <see cref="VectorizerClientOptions.ReadTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }
}
