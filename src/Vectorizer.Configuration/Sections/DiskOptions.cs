using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>How much of the disk the node leaves alone.</summary>
public sealed class DiskOptions
{
    private const long MiB = 1024 * 1024;

    /// <summary>
    /// What stays free on the volume of the data directory: with less, points and new collections are refused until a
    /// quarter more is free. 0 for no such mark: writes are then refused when the disk is full.
    /// </summary>
    [ConfigurationKeyName("min_free_mb")]
    [NumberSetting(0, 16 * 1024 * 1024, Unit = "MiB", Unset = "the smaller of 1,024 and 5 % of the volume", Example = "1024")]
    public long? MinFreeMb { get; set; }

    /// <summary>What is kept aside in the data directory so that deletes go on when the disk is full; 0 for nothing.</summary>
    [ConfigurationKeyName("reserve_mb")]
    [NumberSetting(0, 64 * 1024, Unit = "MiB", Unset = "the smaller of 64 and 1 % of the volume, at least 1", Example = "64")]
    public long? ReserveMb { get; set; }

    /// <summary><see cref="MinFreeMb"/> in bytes.</summary>
    public long? MinFreeBytes => MinFreeMb * MiB;

    /// <summary><see cref="ReserveMb"/> in bytes.</summary>
    public long? ReserveBytes => ReserveMb * MiB;
}
