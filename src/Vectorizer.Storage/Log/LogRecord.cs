using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>Something to be appended to a log. It writes its payload straight into the buffer that goes to the disk.</summary>
/// <remarks>
/// Ownership: the memory it refers to must stay as it is until the append has returned, or the task of its group
/// commit has ended. Derive to carry along what the consumer of the log needs.
/// </remarks>
public abstract class LogRecord
{
    protected LogRecord(LogRecordKind kind, ReadOnlyMemory<byte> idempotencyKey)
    {
        if (idempotencyKey.Length > LogRecordFormat.MaxKeyLength)
        {
            throw new ArgumentException(
                $"An idempotency key has at most {LogRecordFormat.MaxKeyLength} bytes, found {idempotencyKey.Length}.",
                nameof(idempotencyKey));
        }

        Kind = kind;
        IdempotencyKey = idempotencyKey;
    }

    /// <summary>What the payload is.</summary>
    public LogRecordKind Kind { get; }

    /// <summary>By which a repeated request is known, or empty.</summary>
    public ReadOnlyMemory<byte> IdempotencyKey { get; }

    /// <summary>Bytes of the payload, at most <see cref="LogRecordFormat.MaxPayloadLength"/>. Does not change.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>Place in the log's order; 0 until the log has given it one.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Epoch under which it was written.</summary>
    public long Epoch { get; internal set; }

    /// <summary>
    /// Whether it is written even when that takes the reserve of a full disk: what gives space back, or is needed to.
    /// </summary>
    public abstract bool MayUseReserve { get; }

    /// <summary>Bytes in the file.</summary>
    internal int Size => LogRecordFormat.SizeOf(IdempotencyKey.Length, PayloadLength);

    /// <summary>Writes the payload into exactly <see cref="PayloadLength"/> bytes.</summary>
    public abstract void WritePayload(Span<byte> destination);
}
