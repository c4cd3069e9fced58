using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>A record as it is read from a log. Everything is borrowed until the handler returns.</summary>
public readonly ref struct LogEntry
{
    internal LogEntry(in LogRecordHeader header, ReadOnlySpan<byte> record, string file, long offset, long bytesRead, long bytesTotal)
    {
        Header = header;
        IdempotencyKey = record.Slice(LogRecordFormat.HeaderSize, header.KeyLength);
        Payload = record.Slice(LogRecordFormat.PayloadOffset(header.KeyLength), header.PayloadLength);
        File = file;
        Offset = offset;
        BytesRead = bytesRead;
        BytesTotal = bytesTotal;
    }

    /// <summary>Sequence, epoch, commit position, kind.</summary>
    public LogRecordHeader Header { get; }

    /// <summary>By which a repeated request is known, or empty.</summary>
    public ReadOnlySpan<byte> IdempotencyKey { get; }

    /// <summary>What the record's kind says.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The file that holds it.</summary>
    public string File { get; }

    /// <summary>Where it starts in the file.</summary>
    public long Offset { get; }

    /// <summary>Bytes of the log read so far, this record included.</summary>
    public long BytesRead { get; }

    /// <summary>Bytes of all files of the log; some at the end may be reserved and empty.</summary>
    public long BytesTotal { get; }
}
