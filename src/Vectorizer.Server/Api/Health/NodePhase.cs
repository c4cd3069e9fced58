namespace Vectorizer.Server.Api.Health;

/// <summary>Where a node is in its life.</summary>
internal enum NodePhase
{
    /// <summary>Segments are still being opened; those that are open serve.</summary>
    Recovering,

    /// <summary>Every segment has been opened or quarantined.</summary>
    Ready,

    /// <summary>The collections could not be opened at all.</summary>
    Failed,

    /// <summary>It was told to stop.</summary>
    Stopping,
}
