namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Searches of the node.</summary>
internal sealed record StatusSearchAnswer
{
    /// <summary>Searches that wait for a thread.</summary>
    public required int Queued { get; init; }

    /// <summary>Searches that run.</summary>
    public required int Running { get; init; }

    /// <summary>Threads that search.</summary>
    public required int Threads { get; init; }

    /// <summary>Searches that may wait; further ones are refused as 'overloaded'.</summary>
    public required int QueueLimit { get; init; }
}
