namespace Vectorizer.Client.Status;

/// <summary>How full the volume of a node's data is, in bytes.</summary>
public sealed record DiskLoad
{
    /// <summary>What the node may still use.</summary>
    public long FreeBytes { get; init; }

    /// <summary>The whole volume.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Free bytes below which points are refused; 0 for no such mark.</summary>
    public long LowWaterBytes { get; init; }

    /// <summary>Whether points are refused.</summary>
    public bool WritesRefused { get; init; }

    /// <summary>Kept aside for deletes on a full disk; 0 for none.</summary>
    public long ReserveBytes { get; init; }

    /// <summary>Whether the reserve is there.</summary>
    public bool ReserveIntact { get; init; }
}
