using System.Buffers;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>Reads one log file from front to back. Judges its bytes, not their place among other files.</summary>
internal sealed class LogFileReader : IDisposable
{
    private const int ChunkBytes = 1024 * 1024;

    private readonly IDiskFile _file;
    private readonly LogRules _rules;
    private byte[] _buffer = [];
    private long _bufferStart;
    private int _bufferCount;
    private uint _seed;

    public LogFileReader(IDisk disk, string path, LogRules rules)
    {
        _file = disk.Open(path, DiskAccess.Read);
        _rules = rules;
        Length = _file.Length;
    }

    public string Path => _file.Path;

    public long Length { get; }

    /// <summary>End of the records read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Why no record starts at <see cref="Position"/>, or null at the end of the file.</summary>
    public string? Problem { get; private set; }

    public uint Seed => _seed;

    /// <summary>Reads the header.</summary>
    /// <exception cref="CorruptDataException">It is damaged.</exception>
    /// <exception cref="FormatMismatchException">It is whole but not readable by this version.</exception>
    public LogFileHeader ReadHeader()
    {
        LogFileHeader header = LogFileHeader.Read(At(0, (int)Math.Min(LogFileHeader.Size, Length)), Path);
        _seed = header.Seed;
        Position = LogFileHeader.Size;
        return header;
    }

    /// <summary>Reads the next record. The bytes are borrowed until the next call.</summary>
    /// <exception cref="FormatMismatchException">The record is whole, but of a kind that this version does not know.</exception>
    public bool TryRead(out LogRecordHeader header, out ReadOnlySpan<byte> record)
    {
        Problem = TryReadAt(Position, out header, out record);
        if (Problem is not null || record.IsEmpty)
        {
            return false;
        }

        if (LogRecordFormat.IsTooNew(record))
        {
            throw new FormatMismatchException(
                Path, FormatMismatch.TooNew, $"the record at offset {Position} is of a kind that this program does not know ({(int)header.Kind})");
        }

        Position += record.Length;
        return true;
    }

    /// <summary>
    /// Looks behind bytes that are no record for one that shows that a whole record with this sequence had been there.
    /// </summary>
    /// <returns>Its offset, or −1.</returns>
    public long FindProofOfDamage(long damagedSequence)
    {
        for (long offset = Position + LogRecordFormat.Alignment; offset + LogRecordFormat.HeaderSize <= Length; offset += LogRecordFormat.Alignment)
        {
            // The cheap questions first: a checksum is computed only for what looks like a later record of this log.
            if (LogRecordFormat.ReadHeader(At(offset, LogRecordFormat.HeaderSize), out LogRecordHeader header) is null
                && header.Sequence - damagedSequence is > 0 and var distance
                && distance <= (offset - Position) / LogRecordFormat.Alignment
                && _rules.ProvesDamage(damagedSequence, header)
                && TryReadAt(offset, out _, out ReadOnlySpan<byte> record) is null && !record.IsEmpty)
            {
                return offset;
            }
        }

        return -1;
    }

    /// <summary>Where the last byte that is not zero ends, or <paramref name="from"/>.</summary>
    public long EndOfContent(long from)
    {
        long end = from;
        for (long offset = from; offset < Length;)
        {
            ReadOnlySpan<byte> bytes = At(offset, (int)Math.Min(ChunkBytes, Length - offset));
            int last = bytes.LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
            {
                end = offset + last + 1;
            }

            offset += bytes.Length;
        }

        return end;
    }

    /// <summary>Bytes of the file, borrowed until the next call.</summary>
    /// <exception cref="CorruptDataException">The file has become shorter.</exception>
    public ReadOnlySpan<byte> At(long offset, int count)
    {
        if (offset < _bufferStart || offset + count > _bufferStart + _bufferCount)
        {
            // Never more than the file holds, and a record's length has been checked against that before.
            int wanted = (int)Math.Min(Math.Max(count, ChunkBytes), Length - offset);
            if (_buffer.Length < wanted)
            {
                Return();
                _buffer = ArrayPool<byte>.Shared.Rent(wanted);
            }

            _bufferStart = offset;
            _bufferCount = _file.Read(offset, _buffer.AsSpan(0, wanted));
            if (_bufferCount < count)
            {
                throw new CorruptDataException(Path, offset + _bufferCount, "the file ended while it was read");
            }
        }

        return _buffer.AsSpan((int)(offset - _bufferStart), count);
    }

    public void Dispose()
    {
        Return();
        _file.Dispose();
    }

    /// <returns>Why there is no record, or null: then it was read, or the file ends here and the record is empty.</returns>
    private string? TryReadAt(long offset, out LogRecordHeader header, out ReadOnlySpan<byte> record)
    {
        record = default;
        header = default;
        long rest = Length - offset;
        if (rest == 0)
        {
            return null;
        }

        if (rest < LogRecordFormat.HeaderSize)
        {
            return $"{rest} bytes are too few for a record";
        }

        if (LogRecordFormat.ReadHeader(At(offset, LogRecordFormat.HeaderSize), out header) is { } fault)
        {
            return fault;
        }

        int size = LogRecordFormat.SizeOf(header.KeyLength, header.PayloadLength);
        if (size > rest)
        {
            return $"a record of {size} bytes reaches beyond the end of the file";
        }

        ReadOnlySpan<byte> bytes = At(offset, size);
        uint stored = LogRecordFormat.StoredChecksum(bytes);
        uint computed = LogRecordFormat.Checksum(bytes, _seed);
        if (!_rules.ChecksumMatches(stored, computed))
        {
            return $"the record's checksum is {stored:x8}, its bytes give {computed:x8}";
        }

        record = bytes;
        return null;
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _bufferCount = 0;
        }
    }
}
