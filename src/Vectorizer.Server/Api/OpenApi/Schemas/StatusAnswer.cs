using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What the node is, holds and does.</summary>
internal sealed record StatusAnswer
{
    /// <summary>Recovering until every segment has been opened since the start.</summary>
    [AllowedValues("ready", "recovering", "failed", "stopping")]
    public required string Status { get; init; }

    /// <summary>Why the collections could not be opened; else null.</summary>
    public required string? Reason { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    public required string Version { get; init; }

    /// <summary>Bits of the vector registers that distances are computed in; 0 for none, as with <c>performance.cpu.enable_simd</c> off.</summary>
    public required int VectorBits { get; init; }

    public required long UptimeSeconds { get; init; }

    /// <summary>Folder of the node's data.</summary>
    public required string DataDir { get; init; }

    /// <summary>Collections of which the node holds segments.</summary>
    public required int Collections { get; init; }

    /// <summary>Points that the node holds.</summary>
    public required long Points { get; init; }

    public required StatusSegmentsAnswer Segments { get; init; }

    public required StatusSearchAnswer Search { get; init; }

    public required StatusBatchAnswer Batch { get; init; }

    public required StatusMemoryAnswer Memory { get; init; }

    public required StatusDiskAnswer Disk { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
