namespace Vectorizer.Client.Points;

internal sealed record UpsertRequest(IReadOnlyList<Point> Points);
