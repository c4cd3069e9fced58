using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Searches of the node.</summary>
internal sealed record StatusSearchAnswer
{
    [Description("Searches that wait for a thread.")]
    public required int Queued { get; init; }

    [Description("Searches that run.")]
    public required int Running { get; init; }

    [Description("Threads that search.")]
    public required int Threads { get; init; }

    [Description("Searches that may wait; further ones are refused as 'overloaded'.")]
    public required int QueueLimit { get; init; }
}
