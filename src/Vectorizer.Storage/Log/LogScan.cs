using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>Reads a whole log and finds its end, without changing anything. Recovery and verification both stand on it.</summary>
internal sealed class LogScan
{
    private readonly IDisk _disk;
    private readonly LogRules _rules;
    private readonly LogIdentity _identity;
    private readonly long _after;
    private readonly LogEntryHandler? _handler;
    private readonly Queue<(long Sequence, long Offset)> _unproven = new();
    private long _bytesTotal;
    private long _bytesBefore;

    private LogScan(IDisk disk, LogRules rules, LogIdentity identity, long after, LogEntryHandler? handler)
    {
        _disk = disk;
        _rules = rules;
        _identity = identity;
        _after = after;
        _handler = handler;
    }

    /// <summary>The file that goes on, or null when no file has a whole header.</summary>
    public string? LastFile { get; private set; }

    /// <summary>First sequence of that file.</summary>
    public long LastFileFirstSequence { get; private set; }

    public uint LastFileSeed { get; private set; }

    public long LastFileLength { get; private set; }

    /// <summary>End of the last whole record.</summary>
    public long End { get; private set; }

    /// <summary>End of what is not zero behind it; equal to <see cref="End"/> when nothing is torn.</summary>
    public long EndOfTornBytes { get; private set; }

    /// <summary>Why the bytes behind <see cref="End"/> are no record.</summary>
    public string? TornReason { get; private set; }

    /// <summary>Start of the records in the last file of which no later record says that they were synced.</summary>
    public long UnprovenFrom { get; private set; }

    /// <summary>A last file whose creation was cut short: nothing was ever written behind its header.</summary>
    public string? UnfinishedFile { get; private set; }

    /// <summary>Whether it holds anything but zeros.</summary>
    public bool UnfinishedFileHasContent { get; private set; }

    public long FirstSequence { get; private set; }

    public long LastSequence { get; private set; }

    public long Epoch { get; private set; }

    public long CommitPosition { get; private set; }

    public long Records { get; private set; }

    /// <param name="disk">The disk.</param>
    /// <param name="rules">How bytes are judged.</param>
    /// <param name="identity">Whose log it must be.</param>
    /// <param name="directory">Where its files are.</param>
    /// <param name="after">Records up to this one are not needed: whole files of them are not even read.</param>
    /// <param name="handler">Gets every later record.</param>
    /// <exception cref="CorruptDataException">Something that had been on the disk is damaged or missing.</exception>
    /// <exception cref="FormatMismatchException">A file is not of this version.</exception>
    public static LogScan Run(
        IDisk disk, LogRules rules, LogIdentity identity, string directory, long after, LogEntryHandler? handler)
    {
        LogScan scan = new(disk, rules, identity, after, handler);
        scan.Run(directory);
        return scan;
    }

    private void Run(string directory)
    {
        List<(long First, string Path)> files = [];
        foreach (DiskEntry entry in _disk.TryList(directory) ?? [])
        {
            if (!entry.IsDirectory && LogFileName.TryParse(entry.Name, out long first))
            {
                files.Add((first, Path.Combine(directory, entry.Name)));
            }
        }

        long firstUnfinished = 0;
        if (files is [.., var newest] && IsUnfinished(newest.Path))
        {
            firstUnfinished = newest.First;
            files.RemoveAt(files.Count - 1);
        }

        files.RemoveRange(0, FirstNeeded(files));
        if (files is [var oldest, ..] && oldest.First > _after + 1)
        {
            throw Missing(oldest.Path, _after + 1, oldest.First);
        }

        foreach ((_, string path) in files)
        {
            using IDiskFile file = _disk.Open(path, DiskAccess.Read);
            _bytesTotal += file.Length;
        }

        for (int i = 0; i < files.Count; i++)
        {
            // A later file exists only if all before it was synced: whatever is wrong there is damage, not a torn tail.
            long next = i + 1 < files.Count ? files[i + 1].First : firstUnfinished;
            using LogFileReader reader = new(_disk, files[i].Path, _rules);
            ReadFile(reader, files[i].First, next);
            _bytesBefore += reader.Length;
        }

        if (files.Count == 0 && firstUnfinished > _after + 1)
        {
            throw Missing(UnfinishedFile!, _after + 1, firstUnfinished);
        }

        if (LastSequence < _after)
        {
            throw new CorruptDataException(
                LastFile ?? directory, End, $"the log ends with sequence {LastSequence}, a snapshot holds {_after}");
        }
    }

    /// <summary>The first file that holds a needed record, or the last one: a log goes on in it.</summary>
    private int FirstNeeded(List<(long First, string Path)> files)
    {
        int needed = 0;
        while (needed < files.Count - 1 && files[needed + 1].First <= _after + 1)
        {
            needed++;
        }

        return needed;
    }

    /// <summary>
    /// A crash while a file is created leaves its header torn or absent, and nothing behind it, since records are
    /// written only after the header was synced.
    /// </summary>
    private bool IsUnfinished(string path)
    {
        using LogFileReader reader = new(_disk, path, _rules);
        try
        {
            reader.ReadHeader();
            return false;
        }
        catch (CorruptDataException) when (HasNoRecords(reader))
        {
        }
        catch (FormatMismatchException exception) when (exception.Mismatch == FormatMismatch.Foreign && HasNoRecords(reader))
        {
        }

        UnfinishedFile = path;
        UnfinishedFileHasContent = reader.EndOfContent(0) > 0;
        return true;
    }

    private static bool HasNoRecords(LogFileReader reader)
        => reader.Length <= LogFileHeader.Size || reader.EndOfContent(LogFileHeader.Size) == LogFileHeader.Size;

    /// <param name="reader">The file.</param>
    /// <param name="first">First sequence by the file's name.</param>
    /// <param name="next">First sequence of the file after it, 0 when there is none.</param>
    private void ReadFile(LogFileReader reader, long first, long next)
    {
        LogFileHeader header = reader.ReadHeader();
        if (header.Identity != _identity)
        {
            throw new CorruptDataException(reader.Path, 8, $"it belongs to the log of {header.Identity}, not of {_identity}");
        }

        if (header.FirstSequence != first)
        {
            throw new CorruptDataException(reader.Path, 24, $"it begins with sequence {header.FirstSequence}, its name says {first}");
        }

        if (LastFile is null)
        {
            FirstSequence = first;
            LastSequence = first - 1;
        }
        else if (first != LastSequence + 1)
        {
            throw Missing(reader.Path, LastSequence + 1, first);
        }

        CheckEpoch(reader.Path, 32, header.Epoch);
        LastFile = reader.Path;
        LastFileFirstSequence = first;
        LastFileSeed = reader.Seed;
        LastFileLength = reader.Length;
        _unproven.Clear();

        ReadRecords(reader);
        End = reader.Position;
        EndOfTornBytes = reader.EndOfContent(End);
        UnprovenFrom = _unproven.TryPeek(out (long Sequence, long Offset) unproven) ? unproven.Offset : End;
        if (LastSequence == first - 1 || UnprovenFrom == LogFileHeader.Size)
        {
            // No record speaks for the header either.
            UnprovenFrom = 0;
        }

        if (EndOfTornBytes == End)
        {
            TornReason = null;
        }
        else
        {
            TornReason = reader.Problem;
            JudgeTail(reader, next);
        }

        if (next > 0 && LastSequence + 1 != next)
        {
            throw new CorruptDataException(
                reader.Path, End, $"it ends with sequence {LastSequence}, the next file begins with {next}");
        }
    }

    private void ReadRecords(LogFileReader reader)
    {
        while (true)
        {
            long offset = reader.Position;
            if (!reader.TryRead(out LogRecordHeader record, out ReadOnlySpan<byte> bytes))
            {
                return;
            }

            // The checksum is right, so these are not torn bytes: they were written like this.
            if (record.Sequence != _rules.Following(LastSequence))
            {
                throw new CorruptDataException(
                    reader.Path, offset, $"sequence {record.Sequence} follows {LastSequence}");
            }

            CheckEpoch(reader.Path, offset, record.Epoch);
            LastSequence = record.Sequence;
            CommitPosition = Math.Max(CommitPosition, record.CommitPosition);
            Records++;
            _unproven.Enqueue((record.Sequence, offset));
            while (_unproven.TryPeek(out (long Sequence, long Offset) oldest) && oldest.Sequence <= record.SyncedSequence)
            {
                _unproven.Dequeue();
            }

            if (record.Sequence > _after)
            {
                _handler?.Invoke(new LogEntry(record, bytes, reader.Path, offset, _bytesBefore + reader.Position, _bytesTotal));
            }
        }
    }

    private void JudgeTail(LogFileReader reader, long next)
    {
        if (next > 0)
        {
            throw new CorruptDataException(reader.Path, End, $"{TornReason}, and a later file follows");
        }

        long proof = reader.FindProofOfDamage(LastSequence + 1);
        if (proof >= 0)
        {
            throw new CorruptDataException(
                reader.Path, End, $"{TornReason}, and the record at offset {proof} says that it had been whole");
        }
    }

    private void CheckEpoch(string file, long offset, long epoch)
    {
        if (!_rules.EpochFollows(Epoch, epoch))
        {
            throw new CorruptDataException(file, offset, $"epoch {epoch} follows {Epoch}");
        }

        Epoch = epoch;
    }

    private static CorruptDataException Missing(string file, long from, long before)
        => new(file, 24, $"the records {from}..{before - 1} are missing before it");
}
