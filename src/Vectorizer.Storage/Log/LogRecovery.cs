using Microsoft.Extensions.Logging;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>Opens a log after a stop of any kind. The rules: docs/formats/segment-log.md, "Recovery".</summary>
/// <remarks>
/// 1. Read everything and hand it to the caller. Damage ends it here: nothing has been changed.
/// 2. Remove a file whose creation was cut short.
/// 3. Keep torn bytes aside.
/// 4. Write the records again of which none says that they were synced: after a failed sync the system may hold bytes
///    that it will never write by itself, and that a new sync alone would not bring to the disk.
/// 5. Cut the file behind its last whole record, so that nothing old can follow a new record.
/// 6. Sync file and directory. Only then do new records follow, and everything handed to the caller is durable.
/// A crash after any step leaves a log that the same steps open again.
/// </remarks>
public sealed partial class LogRecovery(LogStore store, ILogger<LogRecovery> logger)
{
    private const int CopyBytes = 1024 * 1024;

    /// <summary>Opens a log that has been created before.</summary>
    /// <param name="identity">Whose log it must be.</param>
    /// <param name="directory">Where its files are.</param>
    /// <param name="after">The last write that a snapshot holds, or 0: records up to it are not needed.</param>
    /// <param name="handler">Gets the later records in order of sequence, on this thread.</param>
    /// <exception cref="CorruptDataException">Something that had been on the disk is damaged or missing.</exception>
    /// <exception cref="FormatMismatchException">A file or record is of a version that is not read here.</exception>
    /// <exception cref="DiskException">A call of the system failed.</exception>
    public RecoveredLog Open(LogIdentity identity, string directory, long after, LogEntryHandler handler)
    {
        LogScan scan = LogScan.Run(store.Disk, store.Rules, identity, directory, after, handler);
        if (scan.LastFile is null && scan.UnfinishedFile is null)
        {
            throw new CorruptDataException(directory, 0, "the log has no file");
        }

        RemoveUnfinished(scan);
        string? aside = scan.LastFile is null ? null : Repair(scan, directory);
        store.Disk.SyncDirectory(directory);
        LogRecoveryReport report = new(
            scan.Records,
            scan.FirstSequence,
            scan.LastSequence,
            scan.Epoch,
            scan.CommitPosition,
            scan.EndOfTornBytes - scan.End,
            scan.End,
            scan.TornReason,
            aside);
        if (report.CutBytes > 0)
        {
            store.Instruments.TailCut();
            TailCut(identity, report.CutBytes, scan.LastFile!, report.CutOffset, report.CutReason!, aside ?? "nowhere, the disk is full");
        }

        SegmentLog log = scan.LastFile is { } file
            ? SegmentLog.Continue(store, identity, directory, new LogEnd(file, scan.LastFileSeed, scan.End, scan.LastSequence, scan.Epoch), EarlierBytes(directory, file))
            : SegmentLog.Create(store, identity, directory);
        return new RecoveredLog(log, report);
    }

    /// <summary>Bytes of the log's files but for the last one.</summary>
    private long EarlierBytes(string directory, string lastFile)
    {
        long bytes = 0;
        foreach (DiskEntry entry in store.Disk.TryList(directory) ?? [])
        {
            string path = Path.Combine(directory, entry.Name);
            if (!entry.IsDirectory && LogFileName.TryParse(entry.Name, out _) && path != lastFile)
            {
                using IDiskFile file = store.Disk.Open(path, DiskAccess.Read);
                bytes += file.Length;
            }
        }

        return bytes;
    }

    private void RemoveUnfinished(LogScan scan)
    {
        if (scan.UnfinishedFile is not { } path)
        {
            return;
        }

        if (scan.UnfinishedFileHasContent)
        {
            store.Disk.Rename(path, Path.ChangeExtension(path, ".torn"));
        }
        else
        {
            store.Disk.DeleteFile(path);
        }
    }

    private string? Repair(LogScan scan, string directory)
    {
        string? aside = scan.EndOfTornBytes > scan.End ? TryKeepAside(scan, directory) : null;
        using IDiskFile file = store.Disk.Open(scan.LastFile!, DiskAccess.Write);
        Copy(file, scan.UnprovenFrom, file, scan.UnprovenFrom, scan.End - scan.UnprovenFrom);
        if (scan.LastFileLength > scan.End)
        {
            file.Truncate(scan.End);
        }

        file.Sync();
        return aside;
    }

    /// <summary>Copies torn bytes to a file of their own. On a full disk they are given up: nobody was promised them.</summary>
    private string? TryKeepAside(LogScan scan, string directory)
    {
        string name = LogFileName.TornOf(scan.LastFileFirstSequence, scan.End);
        string path = Path.Combine(directory, name);
        bool created = false;
        try
        {
            if (store.Disk.TryList(directory)!.Any(entry => entry.Name == name))
            {
                // Of an attempt that was cut short before the log itself was.
                store.Disk.DeleteFile(path);
            }

            using IDiskFile source = store.Disk.Open(scan.LastFile!, DiskAccess.Read);
            using IDiskFile target = store.Disk.Open(path, DiskAccess.CreateNew);
            created = true;
            Copy(source, scan.End, target, 0, scan.EndOfTornBytes - scan.End);
            target.Sync();
            return path;
        }
        catch (DiskException exception) when (exception.IsDiskFull)
        {
            AsideFailed(path, exception);
            if (created)
            {
                store.Disk.DeleteFile(path);
            }

            return null;
        }
    }

    private static void Copy(IDiskFile source, long from, IDiskFile target, long to, long count)
    {
        byte[] buffer = new byte[(int)Math.Min(count, CopyBytes)];
        while (count > 0)
        {
            Span<byte> chunk = buffer.AsSpan(0, (int)Math.Min(count, buffer.Length));
            int read = source.Read(from, chunk);
            if (read < chunk.Length)
            {
                throw new CorruptDataException(source.Path, from + read, "the file ended while it was copied");
            }

            target.Write(to, chunk);
            from += read;
            to += read;
            count -= read;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The log of {Log} ended in {Bytes} torn bytes; '{File}' was cut at offset {Offset} ({Reason}). The bytes are kept in: {Aside}.")]
    private partial void TailCut(LogIdentity log, long bytes, string file, long offset, string reason, string aside);

    [LoggerMessage(LogLevel.Warning, "Torn bytes could not be kept in '{Path}'.")]
    private partial void AsideFailed(string path, Exception exception);
}
