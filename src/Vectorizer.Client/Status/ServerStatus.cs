namespace Vectorizer.Client.Status;

/// <summary>How a server is.</summary>
public sealed record ServerStatus
{
    /// <summary><c>ready</c>, or why not.</summary>
    public required string Status { get; init; }

    /// <summary>Name of the node that answered.</summary>
    public string? Node { get; init; }

    /// <summary>The server's version.</summary>
    public string? Version { get; init; }

    /// <summary>Bits of the vector registers that distances are computed in; 0 for none.</summary>
    public int VectorBits { get; init; }

    /// <summary>Seconds since the server started.</summary>
    public double UptimeSeconds { get; init; }

    /// <summary>The folder of the server's data.</summary>
    public string? DataDir { get; init; }

    /// <summary>Number of collections.</summary>
    public long Collections { get; init; }

    /// <summary>Live points of all collections.</summary>
    public long Points { get; init; }

    /// <summary>How many segments are in which state.</summary>
    public SegmentCounts? Segments { get; init; }

    /// <summary>The search executor of the node.</summary>
    public SearchLoad? Search { get; init; }

    /// <summary>How many points a request holds.</summary>
    public BatchSizes? Batch { get; init; }

    /// <summary>Memory that the points take.</summary>
    public MemoryLoad? Memory { get; init; }

    /// <summary>The volume of the data.</summary>
    public DiskLoad? Disk { get; init; }
}
