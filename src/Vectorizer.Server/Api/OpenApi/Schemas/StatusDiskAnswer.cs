namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The volume of the data directory.</summary>
internal sealed record StatusDiskAnswer
{
    /// <summary>What the node may still use.</summary>
    public required long FreeBytes { get; init; }

    public required long TotalBytes { get; init; }

    /// <summary>Free bytes below which points and new collections are refused; 0 for no such mark.</summary>
    public required long LowWaterBytes { get; init; }

    /// <summary>Whether they are refused, as 'insufficient_storage', until a quarter more than the mark is free.</summary>
    public required bool WritesRefused { get; init; }

    /// <summary>Kept aside for deletes on a full disk; 0 for none.</summary>
    public required long ReserveBytes { get; init; }

    /// <summary>Whether the reserve is there. Once it is given up, it is made again when there is room.</summary>
    public required bool ReserveIntact { get; init; }
}
