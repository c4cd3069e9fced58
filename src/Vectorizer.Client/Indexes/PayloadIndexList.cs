namespace Vectorizer.Client.Indexes;

/// <summary>The indexes over the payloads of a collection.</summary>
public sealed record PayloadIndexList
{
    /// <summary>In the order in which they were created.</summary>
    public required IReadOnlyList<PayloadIndex> Indexes { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}
