using Vectorizer.Grains.Storage;

namespace Vectorizer.Server.Api.Health;

/// <summary>Tells where this node is in its life, and why.</summary>
internal sealed class NodeState(NodeRecovery recovery, IHostApplicationLifetime lifetime)
{
    /// <summary>Where it is.</summary>
    public NodePhase Phase => lifetime.ApplicationStopping.IsCancellationRequested ? NodePhase.Stopping
        : recovery.Failure is not null ? NodePhase.Failed
        : recovery.IsDone ? NodePhase.Ready : NodePhase.Recovering;

    /// <summary>The same as callers read it.</summary>
    public string Name => Phase switch
    {
        NodePhase.Stopping => "stopping",
        NodePhase.Failed => "failed",
        NodePhase.Ready => "ready",
        _ => "recovering",
    };

    /// <summary>Why it has failed, or null.</summary>
    public string? Reason => recovery.Failure;
}
