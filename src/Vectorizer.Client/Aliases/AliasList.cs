namespace Vectorizer.Client.Aliases;

/// <summary>All aliases of a server.</summary>
public sealed record AliasList
{
    /// <summary>In the order of their names.</summary>
    public required IReadOnlyList<Alias> Aliases { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}
