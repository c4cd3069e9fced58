namespace Vectorizer.Storage.Files;

/// <summary>How full a volume is and what follows from it.</summary>
/// <param name="FreeBytes">Bytes that this process may still use.</param>
/// <param name="TotalBytes">Bytes that the volume has in all.</param>
/// <param name="LowWaterBytes">Free bytes below which writes are refused; 0 for no mark.</param>
/// <param name="IsLow">Whether writes are refused. Once they are, until the volume has a quarter more than the mark free.</param>
/// <param name="ReserveBytes">Bytes kept aside for deletes on a full disk; 0 for none.</param>
/// <param name="IsReserveIntact">Whether the reserve is there; false when there is none.</param>
public readonly record struct DiskSpaceStatus(
    long FreeBytes, long TotalBytes, long LowWaterBytes, bool IsLow, long ReserveBytes, bool IsReserveIntact);
