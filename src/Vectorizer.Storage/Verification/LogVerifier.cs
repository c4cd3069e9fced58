using System.Globalization;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Verification;

/// <summary>Checks a data directory that no server is using. Changes nothing.</summary>
public sealed class LogVerifier(IDisk disk)
{
    private readonly LogRules _rules = new();

    /// <summary>Records that were found whole so far.</summary>
    public long Records { get; private set; }

    /// <summary>Snapshots that were found whole so far.</summary>
    public int Snapshots { get; private set; }

    /// <summary>Checks the node's description, the catalog's log, and log and snapshots of every segment.</summary>
    public IEnumerable<LogFault> Verify(string directory)
    {
        if (CheckIdentity(directory) is { } unreadable)
        {
            yield return unreadable;
        }

        string segments = Path.Combine(directory, "segments");
        DiskEntry[] collections = [.. (disk.TryList(segments) ?? []).Where(entry => entry.IsDirectory)];
        string catalog = Path.Combine(directory, "catalog", "log");
        if (disk.TryList(catalog) is not null)
        {
            foreach (LogFault fault in VerifyLog(LogIdentity.Catalog, catalog))
            {
                yield return fault;
            }
        }
        else if (collections.Length > 0)
        {
            yield return new LogFault(catalog, 0, "the catalog's log is missing", IsDamage: true);
        }

        foreach (DiskEntry collection in collections)
        {
            string path = Path.Combine(segments, collection.Name);
            if (!long.TryParse(collection.Name, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
            {
                yield return new LogFault(path, 0, "the rest of a dropped collection, or not ours", IsDamage: false);
                continue;
            }

            foreach (DiskEntry segment in disk.TryList(path) ?? [])
            {
                if (segment.IsDirectory && int.TryParse(segment.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                {
                    foreach (LogFault fault in VerifySegment(LogIdentity.OfSegment(id, number), Path.Combine(path, segment.Name)))
                    {
                        yield return fault;
                    }
                }
            }
        }
    }

    /// <summary>Checks one log: every record, and that each payload is what its kind says.</summary>
    public IEnumerable<LogFault> VerifyLog(LogIdentity identity, string directory)
    {
        List<LogFault> faults = [];
        ScanLog(identity, directory, faults);
        return faults;
    }

    /// <summary>Checks log and snapshots of a segment, and that together they hold every write.</summary>
    private List<LogFault> VerifySegment(LogIdentity identity, string directory)
    {
        string log = Path.Combine(directory, "log");
        List<LogFault> faults = [];
        LogScan? scan = ScanLog(identity, log, faults);
        SnapshotVerifier snapshots = new(disk, identity.CollectionId, identity.Segment, Path.Combine(directory, "snapshots"));
        faults.AddRange(snapshots.Verify());
        Snapshots += snapshots.Sound.Count;
        if (scan is not { LastFile: { } lastFile })
        {
            return faults;
        }

        foreach (long beyond in snapshots.Sound.Where(sequence => sequence > scan.LastSequence))
        {
            faults.Add(new LogFault(
                lastFile, scan.End, $"the log ends with sequence {scan.LastSequence}, a snapshot holds {beyond}", IsDamage: true));
        }

        if (scan.FirstSequence > 1 && !snapshots.Sound.Exists(sequence => sequence >= scan.FirstSequence - 1 && sequence <= scan.LastSequence))
        {
            faults.Add(new LogFault(
                log,
                0,
                $"the log begins with sequence {scan.FirstSequence}, and "
                    + (snapshots.HasAny ? "no sound snapshot reaches back to it" : "no snapshot is here: it must be in another store"),
                IsDamage: snapshots.HasAny));
        }

        return faults;
    }

    private LogScan? ScanLog(LogIdentity identity, string directory, List<LogFault> faults)
    {
        LogScan? scan = null;

        // What was dropped from the front is in snapshots.
        long after = (disk.TryList(directory) ?? [])
            .Select(entry => LogFileName.TryParse(entry.Name, out long first) ? first - 1 : -1)
            .FirstOrDefault(before => before >= 0);
        try
        {
            scan = LogScan.Run(disk, _rules, identity, directory, after, (in LogEntry entry) => CheckPayload(identity, entry, faults));
        }
        catch (CorruptDataException exception)
        {
            faults.Add(new LogFault(exception.File, exception.Offset, exception.What, IsDamage: true));
        }
        catch (FormatMismatchException exception)
        {
            faults.Add(new LogFault(exception.File, 0, exception.Message, IsDamage: true));
        }
        catch (DiskException exception)
        {
            faults.Add(new LogFault(exception.Path, 0, exception.Message, IsDamage: true));
        }

        if (scan is { LastFile: null, UnfinishedFile: null })
        {
            faults.Add(new LogFault(directory, 0, "the log has no file", IsDamage: true));
        }

        if (scan?.UnfinishedFile is { } unfinished)
        {
            faults.Add(new LogFault(unfinished, 0, "its creation was cut short; the next start removes it", IsDamage: false));
        }

        if (scan is { TornReason: { } reason })
        {
            faults.Add(new LogFault(
                scan.LastFile!, scan.End, $"a torn tail of {scan.EndOfTornBytes - scan.End} bytes ({reason}); the next start cuts it", IsDamage: false));
        }

        return scan;
    }

    private LogFault? CheckIdentity(string directory)
    {
        try
        {
            DataDirectory.ReadIdentity(disk, directory);
            return null;
        }
        catch (DataDirectoryException exception)
        {
            return new LogFault(Path.Combine(directory, "node.json"), 0, exception.Message, IsDamage: true);
        }
    }

    private void CheckPayload(LogIdentity identity, in LogEntry entry, List<LogFault> faults)
    {
        Records++;
        try
        {
            bool isOfCatalog = entry.Header.Kind != LogRecordKind.SegmentWrite;
            if (isOfCatalog != (identity.Kind == LogKind.Catalog))
            {
                throw new InvalidDataException($"A record of kind {entry.Header.Kind} in the log of {identity}");
            }

            switch (entry.Header.Kind)
            {
                case LogRecordKind.SegmentWrite:
                    SegmentWriteFormat.Read(entry.Payload);
                    break;
                case LogRecordKind.CollectionDropped:
                    CatalogRecordFormat.ReadDrop(entry.Payload);
                    break;
                case LogRecordKind.AliasesChanged:
                    AliasRecordFormat.Read(entry.Payload);
                    break;
                default:
                    CatalogRecordFormat.ReadCollection(entry.Payload);
                    break;
            }
        }
        catch (InvalidDataException exception)
        {
            faults.Add(new LogFault(entry.File, entry.Offset, exception.Message.TrimEnd('.'), IsDamage: true));
        }
    }
}
