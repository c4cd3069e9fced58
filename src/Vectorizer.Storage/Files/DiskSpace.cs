using Microsoft.Extensions.Logging;

namespace Vectorizer.Storage.Files;

/// <summary>Watches the free space of the data directory's volume, and keeps a reserve there.</summary>
/// <remarks>
/// Below the low-water mark nothing that makes the data larger should begin; it may again when a quarter more than the mark
/// is free, so that a volume at the mark does not take every second write. A reserve that is missing counts as taken
/// already: when writes begin again, it has been or can be made.
/// Looked at on the way of a write and not by a clock: the system is asked at most every 100 ms, but always before a write
/// is refused, so that freed space is seen at once.
/// Threads: any.
/// </remarks>
public sealed partial class DiskSpace : IDiskReserve
{
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMilliseconds(100);

    private readonly DataDirectory _data;
    private readonly DiskReserve _reserve;
    private readonly long _lowWater;
    private readonly Action<Action> _behind;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    private readonly Lock _gate = new();
    private VolumeInfo _volume;
    private long _lookedAt;
    private bool _isLow;
    private bool _isStale;
    private int _isMaking;

    /// <param name="data">Where the data is.</param>
    /// <param name="options">How much is kept free.</param>
    /// <param name="behind">Runs an action that blocks on the disk, some time later.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Told when writes begin and end to be refused.</param>
    /// <exception cref="DiskException">The volume cannot be looked at, or what is left of the reserve.</exception>
    public DiskSpace(
        DataDirectory data, DiskSpaceOptions options, Action<Action> behind, TimeProvider timeProvider, ILogger<DiskSpace> logger)
    {
        _data = data;
        _behind = behind;
        _timeProvider = timeProvider;
        _logger = logger;
        _volume = data.Disk.Describe(data.FullPath);
        _lowWater = options.LowWaterOf(_volume);
        _reserve = new DiskReserve(data.Disk, data.FullPath, options.ReserveOf(_volume));
        _isStale = true;
    }

    /// <inheritdoc/>
    public bool IsSpent => _reserve.IsSpent;

    /// <summary>Whether nothing that makes the data larger should begin now.</summary>
    public bool IsLow
    {
        get
        {
            lock (_gate)
            {
                bool isFresh = !_isStale && _timeProvider.GetElapsedTime(_lookedAt) < s_lookInterval;
                if (!isFresh || _isLow)
                {
                    Look();
                }

                return _isLow;
            }
        }
    }

    /// <summary>How full the volume was when it was last looked at.</summary>
    public DiskSpaceStatus LastKnown
    {
        get
        {
            lock (_gate)
            {
                return new DiskSpaceStatus(
                    _volume.FreeBytes, _volume.TotalBytes, _lowWater, _isLow, _reserve.Bytes, _reserve.Bytes > 0 && !_reserve.IsSpent);
            }
        }
    }

    /// <summary>How full the volume is now.</summary>
    public DiskSpaceStatus Status()
    {
        lock (_gate)
        {
            Look();
        }

        return LastKnown;
    }

    /// <summary>A write met a full disk: what was known of it is outdated.</summary>
    public void MetFullDisk()
    {
        lock (_gate)
        {
            _isStale = true;
        }
    }

    /// <inheritdoc/>
    public void GiveUp()
    {
        MetFullDisk();
        try
        {
            if (_reserve.Bytes > 0 && !_reserve.IsSpent)
            {
                _reserve.GiveUp();
                LogGivenUp(_logger, _reserve.Bytes);
            }
        }
        catch (DiskException e)
        {
            // Whoever needs the space meets the full disk once more, and says so.
            LogReserveFailed(_logger, e);
        }
    }

    private void Look()
    {
        try
        {
            Take(_data.Disk.Describe(_data.FullPath));
        }
        catch (DiskException e)
        {
            // A volume that cannot be described may still take writes; they find out. What was known stays.
            LogLookFailed(_logger, e);
        }
    }

    private void Take(in VolumeInfo volume)
    {
        _volume = volume;
        _lookedAt = _timeProvider.GetTimestamp();
        _isStale = false;
        long room = volume.FreeBytes - (_reserve.IsSpent ? _reserve.Bytes : 0);
        bool isLow = _lowWater > 0 && room < (_isLow ? _lowWater + (_lowWater / 4) : _lowWater);
        if (isLow != _isLow)
        {
            _isLow = isLow;
            if (isLow)
            {
                LogLow(_logger, volume.FreeBytes, _lowWater);
            }
            else
            {
                LogNotLow(_logger, volume.FreeBytes);
            }
        }

        if (!isLow && room >= 0 && _reserve.IsSpent && Interlocked.Exchange(ref _isMaking, 1) == 0)
        {
            _behind(MakeReserve);
        }
    }

    private void MakeReserve()
    {
        try
        {
            _reserve.Make();
        }
        catch (DiskException e)
        {
            LogReserveFailed(_logger, e);
        }
        finally
        {
            Volatile.Write(ref _isMaking, 0);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Free} bytes are free on the volume of the data, less than the {LowWater} of storage.min_free_mb and the reserve: points and new collections are refused until a quarter more is free.")]
    private static partial void LogLow(ILogger logger, long free, long lowWater);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Free} bytes are free on the volume of the data: points and new collections are taken again.")]
    private static partial void LogNotLow(ILogger logger, long free);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The disk is full: {Bytes} bytes of reserve are given up, so that deletes go on. Free space now.")]
    private static partial void LogGivenUp(ILogger logger, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reserve of disk space could not be made or given up.")]
    private static partial void LogReserveFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The volume of the data could not be asked for its free space.")]
    private static partial void LogLookFailed(ILogger logger, Exception exception);
}
