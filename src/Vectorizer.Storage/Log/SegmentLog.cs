using System.Diagnostics;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>The log of one segment, or of the catalog: records in order, in files of which the last one grows.</summary>
/// <remarks>
/// Threads: one caller at a time; properties may be read by others.
/// What holds: every file but the last is wholly on the disk. A file's header and name are on the disk before its first
/// record is written. Bytes beyond the last record are zeros of preallocation, or torn bytes of a crash that were never
/// acknowledged as synced and that the next opening cuts off.
/// After a failed write or sync the log is sealed: no retry, since the system may have forgotten the unsynced bytes and
/// would report the second sync as a success.
/// </remarks>
public sealed class SegmentLog : IDisposable
{
    private readonly LogStore _store;
    private readonly string _directory;
    private DescriptorSlot _slot;
    private uint _seed;
    private long _end;
    private long _earlierBytes;
    private long _reserved;
    private long _lastSequence;
    private long _syncedSequence;
    private long _epoch;
    private LogSealedException? _sealed;
    private bool _closed;

    private SegmentLog(LogStore store, LogIdentity identity, string directory, DescriptorSlot slot)
    {
        _store = store;
        _directory = directory;
        _slot = slot;
        Identity = identity;
    }

    /// <summary>Whose log it is.</summary>
    public LogIdentity Identity { get; }

    /// <summary>Sequence of the last record, 0 when there is none.</summary>
    public long LastSequence => Volatile.Read(ref _lastSequence);

    /// <summary>Sequence up to which everything is on the disk.</summary>
    public long SyncedSequence => Volatile.Read(ref _syncedSequence);

    /// <summary>Bytes of header and records in all of its files; what is reserved ahead is not counted.</summary>
    public long SizeBytes => Interlocked.Read(ref _earlierBytes) + Interlocked.Read(ref _end);

    /// <summary>Epoch of the records that are appended now.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>The sequence that the next record gets.</summary>
    public long NextSequence => _store.Rules.Following(_lastSequence);

    /// <summary>Why the log takes no more records, or null.</summary>
    public LogSealedException? Seal => Volatile.Read(ref _sealed);

    internal LogRules Rules => _store.Rules;

    /// <summary>Tells the records the sequences that the next append will give them.</summary>
    internal void Number(ReadOnlySpan<LogRecord> records)
    {
        long sequence = _lastSequence;
        foreach (LogRecord record in records)
        {
            sequence = Rules.Following(sequence);
            record.Sequence = sequence;
            record.Epoch = _epoch;
        }
    }

    /// <summary>
    /// Starts an empty log in an existing directory that has none, and returns when it is on the disk. The names of the
    /// directory itself and of its parents are the caller's to sync.
    /// </summary>
    public static SegmentLog Create(LogStore store, LogIdentity identity, string directory)
    {
        DescriptorSlot slot = new(Path.Combine(directory, LogFileName.Of(1)));
        SegmentLog log = new(store, identity, directory, slot);
        log.StartFile(slot, firstSequence: 1);
        return log;
    }

    /// <summary>Continues a log that recovery has read, cut and synced.</summary>
    /// <param name="store">What the logs of the node share.</param>
    /// <param name="identity">Whose log it is.</param>
    /// <param name="directory">Where its files are.</param>
    /// <param name="end">Where it goes on.</param>
    /// <param name="earlierBytes">Bytes of the files before that.</param>
    internal static SegmentLog Continue(LogStore store, LogIdentity identity, string directory, in LogEnd end, long earlierBytes)
        => new(store, identity, directory, new DescriptorSlot(end.File))
        {
            _seed = end.Seed,
            _end = end.Offset,
            _earlierBytes = earlierBytes,
            _reserved = end.Offset,
            _lastSequence = end.LastSequence,
            _syncedSequence = end.LastSequence,
            _epoch = end.Epoch,
        };

    /// <summary>Writes from now on under a later epoch.</summary>
    /// <exception cref="LogEpochException">The log is at a later one already.</exception>
    public void StartEpoch(long epoch)
    {
        if (!Rules.EpochFollows(_epoch, epoch))
        {
            throw new LogEpochException(Identity, _epoch, epoch);
        }

        Volatile.Write(ref _epoch, epoch);
    }

    /// <summary>Gives the records their sequences and hands them to the operating system, all or none.</summary>
    /// <param name="records">In order. A group stays in one file.</param>
    /// <param name="commitPosition">Last sequence known to be committed.</param>
    /// <param name="preallocates">Whether blocks may be reserved ahead. Not while the disk is full: others need them now.</param>
    /// <exception cref="ArgumentException">A record is too long. Nothing was written.</exception>
    /// <exception cref="LogDiskFullException">No space. Nothing was written.</exception>
    /// <exception cref="LogSealedException">The log is sealed, by this call or before. The outcome is indeterminate.</exception>
    public void Append(ReadOnlySpan<LogRecord> records, long commitPosition, bool preallocates = true)
    {
        ThrowIfUnusable();
        long bytes = 0;
        foreach (LogRecord record in records)
        {
            if (record.PayloadLength is < 0 or > LogRecordFormat.MaxPayloadLength)
            {
                throw new ArgumentException(
                    $"A record has at most {LogRecordFormat.MaxPayloadLength} bytes, found {record.PayloadLength}.", nameof(records));
            }

            bytes += record.Size;
        }

        if (_end + bytes > _store.Options.RollBytes && _end > LogFileHeader.Size)
        {
            Roll();
        }

        lock (_slot.Gate)
        {
            try
            {
                IDiskFile file = _store.Descriptors.Use(_slot);
                if (preallocates)
                {
                    Reserve(file, _end + bytes);
                }

                Write(file, records, commitPosition);
            }
            catch (DiskException exception) when (exception.IsDiskFull && _slot.Failure is null)
            {
                TakeBack(exception);
                throw new LogDiskFullException(Identity, exception);
            }
            catch (DiskException exception)
            {
                throw SealBecause(exception);
            }
        }

        Interlocked.Add(ref _end, bytes);
        _store.Instruments.Appended(records.Length, bytes);
    }

    /// <summary>Makes everything appended so far durable.</summary>
    /// <exception cref="LogSealedException">The sync failed. Nothing since the last good one may be acknowledged as synced.</exception>
    public void Sync()
    {
        ThrowIfUnusable();
        long startedAt = Stopwatch.GetTimestamp();
        bool isDirty;
        lock (_slot.Gate)
        {
            isDirty = _slot.IsDirty;
            try
            {
                _slot.Sync();
            }
            catch (DiskException exception)
            {
                _store.Instruments.SyncFailed();
                throw SealBecause(exception);
            }
        }

        if (isDirty)
        {
            _store.Instruments.Synced(startedAt);
        }

        Volatile.Write(ref _syncedSequence, _lastSequence);
    }

    /// <summary>Leaves the present file for a new one, so that it can be dropped later; unless it holds no record.</summary>
    /// <exception cref="LogDiskFullException">No space for a new file; the present one goes on.</exception>
    /// <exception cref="LogSealedException">The log is sealed, by this call or before.</exception>
    public void StartNewFile()
    {
        ThrowIfUnusable();
        if (_end > LogFileHeader.Size)
        {
            Roll();
        }
    }

    /// <summary>
    /// Removes the files that hold no record behind <paramref name="sequence"/>, the oldest first. The file that grows stays.
    /// May run beside other calls: it touches only files that nobody writes any more.
    /// </summary>
    /// <param name="sequence">The last write that the oldest kept snapshot holds.</param>
    /// <returns>Bytes that the disk has got back.</returns>
    /// <exception cref="DiskException">A call of the system failed. The files left are still a whole log.</exception>
    public long DropUpTo(long sequence)
    {
        IDisk disk = _store.Disk;
        (long First, string Path)[] files = [.. (disk.TryList(_directory) ?? [])
            .Where(entry => !entry.IsDirectory && LogFileName.TryParse(entry.Name, out _))
            .Select(entry => (LogFileName.TryParse(entry.Name, out long first) ? first : 0, Path.Combine(_directory, entry.Name)))];
        long bytes = 0;
        for (int i = 0; i + 1 < files.Length && files[i + 1].First <= sequence + 1; i++)
        {
            long length;
            using (IDiskFile file = disk.Open(files[i].Path, DiskAccess.Read))
            {
                length = file.Length;
            }

            disk.DeleteFile(files[i].Path);
            bytes += length;
            Interlocked.Add(ref _earlierBytes, -length);

            // Each by itself: after a power failure no file may be missing between two others.
            disk.SyncDirectory(_directory);
        }

        return bytes;
    }

    /// <summary>Takes no more records, for a reason that lies outside the log.</summary>
    public void SealBecause(string reason, Exception? inner = null)
        => Interlocked.CompareExchange(ref _sealed, new LogSealedException(Identity, reason, inner), null);

    /// <summary>Syncs and closes the file.</summary>
    /// <exception cref="LogSealedException">The sync failed; the file is closed all the same.</exception>
    public void Close()
    {
        if (_closed)
        {
            return;
        }

        try
        {
            if (_sealed is null)
            {
                Sync();
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes the file as it is, without a sync.</summary>
    public void Dispose()
    {
        _closed = true;
        lock (_slot.Gate)
        {
            _store.Descriptors.Close(_slot);
        }
    }

    private void Write(IDiskFile file, ReadOnlySpan<LogRecord> records, long commitPosition)
    {
        WriteBuffer buffer = _store.Buffers.Rent();
        try
        {
            // Set before the first byte: a failed write may have left some of them.
            _slot.IsDirty = true;
            long offset = _end;
            long sequence = _lastSequence;
            foreach (LogRecord record in records)
            {
                int size = record.Size;
                if (!buffer.HasRoomFor(size))
                {
                    offset = Flush(file, buffer, offset);
                    buffer.Reserve(size);
                }

                sequence = Rules.Following(sequence);
                Encode(record, buffer.Take(size), sequence, Math.Min(commitPosition, sequence - 1));
            }

            Flush(file, buffer, offset);
            Volatile.Write(ref _lastSequence, sequence);
        }
        finally
        {
            _store.Buffers.Return(buffer);
        }
    }

    private static long Flush(IDiskFile file, WriteBuffer buffer, long offset)
    {
        file.Write(offset, buffer.Written);
        offset += buffer.Count;
        buffer.Clear();
        return offset;
    }

    private void Encode(LogRecord record, Span<byte> bytes, long sequence, long commitPosition)
    {
        record.Sequence = sequence;
        record.Epoch = _epoch;
        ReadOnlySpan<byte> key = record.IdempotencyKey.Span;
        record.WritePayload(bytes.Slice(LogRecordFormat.PayloadOffset(key.Length), record.PayloadLength));
        LogRecordHeader header = new(
            record.PayloadLength, _epoch, sequence, commitPosition, Math.Min(_syncedSequence, sequence - 1), record.Kind, key.Length);
        LogRecordFormat.Write(bytes, header, key, _seed);
    }

    /// <summary>
    /// Reserves blocks ahead in growing steps, so that most syncs have no length to write and most writes cannot run
    /// out of space.
    /// </summary>
    private void Reserve(IDiskFile file, long needed)
    {
        if (needed <= _reserved)
        {
            return;
        }

        LogOptions options = _store.Options;
        long step = Math.Min(Math.Max(_reserved, options.FirstPreallocationBytes), options.MaxPreallocationBytes);
        long target = Math.Max(needed, Math.Min(_reserved + step, options.RollBytes));
        try
        {
            // Where the file system cannot reserve, every write grows the file and this is not asked again.
            _reserved = file.Preallocate(target) ? target : long.MaxValue;
        }
        catch (DiskException exception) when (exception.IsDiskFull)
        {
            // The step was a wish. Whether the records themselves have room is for the write to find out.
            _reserved = _end;
        }
    }

    /// <summary>
    /// Removes what a write left that found no space, durably: refused records must not come back after a crash.
    /// </summary>
    private void TakeBack(DiskException cause)
    {
        try
        {
            IDiskFile file = _store.Descriptors.Use(_slot);
            file.Truncate(_end);
            _reserved = _end;
            _slot.Sync();
            Volatile.Write(ref _syncedSequence, _lastSequence);
        }
        catch (DiskException exception)
        {
            throw SealBecause(new AggregateException(cause, exception));
        }
    }

    /// <summary>
    /// 1. Sync the old file: the new one's existence says that all before it is on the disk.
    /// 2. Create the new one, header and name synced. A crash leaves a file without a whole header, which recovery removes.
    /// 3. Only then does it take records.
    /// </summary>
    private void Roll()
    {
        if (Rules.SyncsBeforeRoll)
        {
            Sync();
        }

        TrimReserve();
        long first = NextSequence;
        DescriptorSlot next = new(Path.Combine(_directory, LogFileName.Of(first)));
        try
        {
            StartFile(next, first);
        }
        catch (DiskException exception)
        {
            throw SealBecause(exception);
        }
    }

    /// <summary>Gives back what was reserved and not used. Need not be durable: zeros at the end of a file are allowed.</summary>
    private void TrimReserve()
    {
        if (_reserved == _end)
        {
            return;
        }

        lock (_slot.Gate)
        {
            try
            {
                _store.Descriptors.Use(_slot).Truncate(_end);
                _reserved = _end;
            }
            catch (DiskException exception)
            {
                throw SealBecause(exception);
            }
        }
    }

    private void StartFile(DescriptorSlot slot, long firstSequence)
    {
        LogFileHeader header = new(Identity, firstSequence, _epoch, _store.NextNonce());
        Span<byte> bytes = stackalloc byte[LogFileHeader.Size];
        header.Write(bytes);
        lock (slot.Gate)
        {
            IDiskFile? file = null;
            try
            {
                file = _store.Disk.Open(slot.Path, DiskAccess.CreateNew);
                file.Write(0, bytes);
                file.Sync();
                _store.Disk.SyncDirectory(_directory);
            }
            catch (DiskException exception) when (exception.IsDiskFull)
            {
                file?.Dispose();
                Discard(slot.Path, exception, wasCreated: file is not null);
                throw new LogDiskFullException(Identity, exception);
            }
            catch
            {
                file?.Dispose();
                throw;
            }

            _store.Descriptors.Adopt(slot, file);
        }

        DescriptorSlot old = _slot;
        if (old != slot)
        {
            lock (old.Gate)
            {
                _store.Descriptors.Close(old);
            }
        }

        _slot = slot;
        _seed = header.Seed;
        Interlocked.Add(ref _earlierBytes, _end);
        Interlocked.Exchange(ref _end, LogFileHeader.Size);
        _reserved = LogFileHeader.Size;
    }

    /// <summary>Removes a file for whose beginning there was no space, so that the next attempt can create it.</summary>
    private void Discard(string path, DiskException cause, bool wasCreated)
    {
        if (!wasCreated)
        {
            return;
        }

        try
        {
            _store.Disk.DeleteFile(path);
            _store.Disk.SyncDirectory(_directory);
        }
        catch (DiskException exception)
        {
            throw SealBecause(new AggregateException(cause, exception));
        }
    }

    private LogSealedException SealBecause(Exception cause)
    {
        SealBecause(cause.Message, cause);
        return new LogSealedException(Identity, _sealed!.Reason, cause);
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_sealed is { } earlier)
        {
            throw new LogSealedException(Identity, earlier.Reason, earlier);
        }
    }
}
