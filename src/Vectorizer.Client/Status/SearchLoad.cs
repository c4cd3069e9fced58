namespace Vectorizer.Client.Status;

/// <summary>How busy a node's search executor is.</summary>
public sealed record SearchLoad
{
    /// <summary>Searches that wait.</summary>
    public int Queued { get; init; }

    /// <summary>Searches that run.</summary>
    public int Running { get; init; }

    /// <summary>Threads that search.</summary>
    public int Threads { get; init; }

    /// <summary>Waiting searches at which the next is refused.</summary>
    public int QueueLimit { get; init; }
}
