using Vectorizer.Storage.Files;

namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>storage</c>: how much of the disk the node leaves alone.</summary>
internal sealed class DiskOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "storage";

    private const long MiB = 1024 * 1024;
    private const long MostMinFreeMb = 16 * 1024 * 1024;
    private const long MostReserveMb = 64 * 1024;

    /// <summary>
    /// MiB that stay free on the volume of the data directory, 0..16,777,216: with less, points and new collections are
    /// refused until a quarter more is free. 0 for no such mark: writes are then refused when the disk is full. Unless set,
    /// the smaller of 1 GiB and 5 % of the volume.
    /// </summary>
    [ConfigurationKeyName("min_free_mb")]
    public long? MinFreeMb { get; set; }

    /// <summary>
    /// MiB kept aside in the data directory so that deletes go on when the disk is full, 0..65,536; 0 for none. Unless set,
    /// the smaller of 64 MiB and 1 % of the volume, at least 1 MiB.
    /// </summary>
    [ConfigurationKeyName("reserve_mb")]
    public long? ReserveMb { get; set; }

    /// <summary><see cref="MinFreeMb"/> in bytes.</summary>
    public long? MinFreeBytes => MinFreeMb * MiB;

    /// <summary><see cref="ReserveMb"/> in bytes.</summary>
    public long? ReserveBytes => ReserveMb * MiB;

    /// <exception cref="StartupException">An option is outside its range.</exception>
    public void Validate()
    {
        Check("storage.min_free_mb", MinFreeMb, MostMinFreeMb);
        Check("storage.reserve_mb", ReserveMb, MostReserveMb);
    }

    /// <summary>Refuses a mark that the volume could never be above.</summary>
    /// <exception cref="StartupException">It is smaller than what is to be kept free.</exception>
    public static void Validate(DiskSpaceStatus space)
    {
        long kept = space.LowWaterBytes + (space.LowWaterBytes / 4) + space.ReserveBytes;
        if (kept > space.TotalBytes)
        {
            throw new StartupException(
                $"storage.min_free_mb is {space.LowWaterBytes / MiB} and storage.reserve_mb is {space.ReserveBytes / MiB}; the mark and a "
                + $"quarter of it, with the reserve, must be less than the {space.TotalBytes / MiB} MiB of the volume.");
        }
    }

    private static void Check(string key, long? value, long most)
    {
        if (value < 0 || value > most)
        {
            throw new StartupException($"{key} is {value}; it must be within 0..{most}.");
        }
    }
}
