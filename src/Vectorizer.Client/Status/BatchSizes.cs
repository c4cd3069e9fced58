namespace Vectorizer.Client.Status;

/// <summary>How many points a request to the server holds.</summary>
public sealed record BatchSizes
{
    /// <summary>Those of a client that was not told how many.</summary>
    public int DefaultSize { get; init; }

    /// <summary>The most that an upsert or a delete may hold.</summary>
    public int MaxSize { get; init; }
}
