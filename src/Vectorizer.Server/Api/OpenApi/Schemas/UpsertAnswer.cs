namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Points are stored.</summary>
internal sealed record UpsertAnswer
{
    /// <summary>Points stored. Points with the same id count once.</summary>
    public required int Upserted { get; init; }

    /// <summary>The segments that the points belong to.</summary>
    public required SegmentWriteAnswer[] Segments { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
