namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>How many points a request holds.</summary>
internal sealed record StatusBatchAnswer
{
    /// <summary>Those of a client that was not told how many.</summary>
    public required int DefaultSize { get; init; }

    /// <summary>The most that an upsert or a delete may hold.</summary>
    public required int MaxSize { get; init; }
}
