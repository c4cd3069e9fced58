using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Diagnostics;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Log;

namespace Vectorizer.Grains.Storage;

/// <summary>What a node keeps beyond its process, and the threads that wait for the disk.</summary>
/// <remarks>
/// Ownership: it holds the lock of the data directory from its construction until it is disposed of, which the container
/// does when the silo has stopped and every log has been closed.
/// </remarks>
public sealed class NodeStorage : IDisposable
{
    // Creating and deleting directories: rare, short, and not to wait behind recoveries.
    private const int ChangeThreads = 2;

    private readonly LogScheduler _logThreads;

    /// <exception cref="DataDirectoryException">The data directory cannot be used; the message says why.</exception>
    public NodeStorage(
        ILocalSiloDetails silo, IOptions<StorageOptions> options, IMeterFactory meters, TimeProvider timeProvider, ILoggerFactory loggers)
        : this(Disk.ForThisMachine(), silo.Name, options.Value, timeProvider, loggers, new LogInstruments(meters.Create(VectorizerMeter.Name)))
    {
    }

    internal NodeStorage(
        IDisk disk,
        string node,
        StorageOptions options,
        TimeProvider timeProvider,
        ILoggerFactory loggers,
        LogInstruments? instruments = null)
    {
        Data = DataDirectory.Open(disk, options.DataDirectory, node);
        Logs = new LogStore(Data.Disk, new LogOptions(), instruments);
        Recovery = new LogRecovery(Logs, loggers.CreateLogger<LogRecovery>());
        _logThreads = new LogScheduler(options.LogThreads, instruments);
        Recoveries = new DiskThreads("recovery", options.RecoveringSegments);
        Changes = new DiskThreads("disk", ChangeThreads);
        Saves = new DiskThreads("save", options.SavingSegments);
        Space = new DiskSpace(
            Data,
            new DiskSpaceOptions { LowWaterBytes = options.MinFreeBytes, ReserveBytes = options.ReserveBytes },
            action => _ = Changes.RunAsync(action),
            timeProvider,
            loggers.CreateLogger<DiskSpace>());
    }

    /// <summary>The data directory.</summary>
    public DataDirectory Data { get; }

    /// <summary>The free space around it.</summary>
    public DiskSpace Space { get; }

    /// <summary>What all logs share.</summary>
    internal LogStore Logs { get; }

    /// <summary>Opens logs.</summary>
    internal LogRecovery Recovery { get; }

    /// <summary>Threads that write and sync logs.</summary>
    internal LogScheduler LogThreads => _logThreads;

    /// <summary>Threads that open segments.</summary>
    internal DiskThreads Recoveries { get; }

    /// <summary>Threads that create and delete files.</summary>
    internal DiskThreads Changes { get; }

    /// <summary>Threads that save segments.</summary>
    internal DiskThreads Saves { get; }

    /// <summary>Lets writers of a log share its writes and syncs.</summary>
    internal GroupCommit Commit(SegmentLog log, ILogConsumer consumer, GroupCommitOptions options)
        => new(log, consumer, _logThreads, options, Space);

    /// <summary>Refuses to begin what makes the data larger when too little space is left.</summary>
    /// <exception cref="VectorizerException"><c>insufficient_storage</c>: nothing was begun.</exception>
    internal void RequireSpace()
    {
        if (Space.IsLow)
        {
            throw DiskRefusals.Low(this);
        }
    }

    /// <summary>Ends the threads and lets go of the data directory.</summary>
    public void Dispose()
    {
        Recoveries.Dispose();
        Changes.Dispose();
        Saves.Dispose();
        _logThreads.Dispose();
        Logs.Dispose();
        Data.Dispose();
    }
}
