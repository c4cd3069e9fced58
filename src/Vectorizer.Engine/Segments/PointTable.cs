using System.Runtime.CompilerServices;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Payloads;

namespace Vectorizer.Engine.Segments;

/// <summary>What a segment knows of each point besides its vectors: id, payload, and from when until when it is visible.</summary>
/// <remarks>
/// A point that is replaced gets a new ordinal; the old one lives on for readers that began before. A reader at sequence
/// S sees an ordinal exactly if born ≤ S &lt; died, so it sees the old point or the new one, never both, never neither.
/// <code>
/// record:  born 8, died 8, address of the blob 8
/// blob:    payload bytes 4, id bytes 2, payload code 2, fields 8 (only with several vector fields), id, payload
/// payload: as it was given (code 0), or compressed (code 1): as CompressedPayload writes it
/// </code>
/// Ownership: the table alone frees its memory; nothing moves before <see cref="Dispose"/>.
/// Threads: one writer. Readers touch ordinals below <see cref="Count"/>, published after what lies behind them.
/// </remarks>
internal sealed unsafe class PointTable(int fieldCount, PayloadCompression? compression = null) : IDisposable
{
    private const long Never = long.MaxValue;
    private const int RecordBytes = 24;
    private const int BlobHeaderBytes = 8;
    private const ushort Plain = 0;
    private const ushort Compressed = 1;

    private readonly RecordArena _records = new(RecordBytes);
    private readonly BlobArena _blobs = new();
    private readonly int _headerBytes = fieldCount > 1 ? BlobHeaderBytes + sizeof(ulong) : BlobHeaderBytes;
    private readonly int _compressFromBytes = compression?.ThresholdBytes ?? int.MaxValue;

    private int _count;

    /// <summary>Number of ordinals, dead ones included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Bytes that payloads take in the blobs, those of dead ordinals included.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>Bytes that the same payloads would take if none were compressed.</summary>
    public long UncompressedPayloadBytes { get; private set; }

    /// <summary>The physical memory of records and blobs, payloads included.</summary>
    public long Bytes => _records.BytesOf(Count) + _blobs.ResidentBytes;

    /// <summary>The physical memory of the blobs.</summary>
    public long ResidentBlobBytes => _blobs.ResidentBytes;

    /// <summary>The physical memory that the records of so many points take at most.</summary>
    public long RecordBytesOf(int points) => _records.BytesOf(points);

    /// <summary>The bytes of blobs that a point takes at most: what its payload shrinks to is not known before.</summary>
    public int BlobBytes(in PointMutation point)
        => BlobArena.SizeOf(_headerBytes + point.Id.Length + point.Payload.Length);

    /// <summary>Makes room for <paramref name="more"/> ordinals whose blobs take <paramref name="blobBytes"/>.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the table stays as it is.</exception>
    public void EnsureCapacity(int more, long blobBytes)
    {
        _records.EnsureCapacity(checked(_count + more));
        _blobs.EnsureCapacity(blobBytes);
    }

    /// <summary>Adds the next ordinal, visible from <paramref name="born"/> on. There must be room for it.</summary>
    public int Add(long born, in PointMutation point)
    {
        ReadOnlySpan<byte> payload = point.Payload.Span;
        int most = _headerBytes + point.Id.Length + payload.Length;
        byte* blob = AddBlob(point.Fields, point.Id.Span, payload.Length);
        Span<byte> place = new(blob + most - payload.Length, payload.Length);
        int stored = payload.Length >= _compressFromBytes ? CompressedPayload.TryWrite(payload, place) : 0;
        bool isCompressed = stored > 0;
        if (isCompressed)
        {
            _blobs.TrimLast(most, most - payload.Length + stored);
        }
        else
        {
            payload.CopyTo(place);
            stored = payload.Length;
        }

        Complete(blob, stored, payload.Length, isCompressed);
        return AddRecord(born, blob);
    }

    /// <summary>Adds the next ordinal as it was saved, and makes room for it.</summary>
    /// <exception cref="InvalidDataException">The compressed payload cannot be one.</exception>
    /// <exception cref="OutOfMemoryException">No memory.</exception>
    public void Restore(long born, ulong fields, ReadOnlySpan<byte> id, ReadOnlySpan<byte> storedPayload, bool isCompressed)
    {
        int length = isCompressed ? CompressedPayload.Length(storedPayload) : storedPayload.Length;
        EnsureCapacity(1, BlobArena.SizeOf(_headerBytes + id.Length + storedPayload.Length));
        byte* blob = AddBlob(fields, id, storedPayload.Length);
        storedPayload.CopyTo(new Span<byte>(blob + _headerBytes + id.Length, storedPayload.Length));
        Complete(blob, storedPayload.Length, length, isCompressed);
        AddRecord(born, blob);
    }

    /// <summary>Adds ordinals of points that no reader sees, up to <paramref name="count"/> in all.</summary>
    /// <exception cref="OutOfMemoryException">No memory.</exception>
    public void AddDeadUpTo(int count)
    {
        // New records are zero: they die when they are born, and have no blob.
        _records.EnsureCapacity(count);
        Volatile.Write(ref _count, count);
    }

    /// <summary>Whether an ordinal holds nothing but the memory of a dead point: it has no id and no payload.</summary>
    public bool IsBlank(int ordinal) => Blob(ordinal) is null;

    /// <summary>The bytes of blobs that a point of this table takes.</summary>
    public int BlobBytes(int ordinal)
    {
        byte* blob = Blob(ordinal);
        return BlobArena.SizeOf(BytesOf(blob));
    }

    /// <summary>
    /// Adds a point of another table of as many fields as the next ordinal, as it is kept there. There must be room for it.
    /// </summary>
    public int AddCopy(PointTable source, int sourceOrdinal)
    {
        byte* original = source.Blob(sourceOrdinal);
        int bytes = BytesOf(original);
        byte* blob = _blobs.Allocate(bytes);
        new ReadOnlySpan<byte>(original, bytes).CopyTo(new Span<byte>(blob, bytes));
        PayloadBytes += *(int*)blob;
        UncompressedPayloadBytes += source.PayloadLength(sourceOrdinal);
        return AddRecord(source.Born(sourceOrdinal), blob);
    }

    /// <summary>Ends the life of an ordinal at <paramref name="sequence"/>.</summary>
    public void End(int ordinal, long sequence) => Volatile.Write(ref ((long*)_records[ordinal])[1], sequence);

    /// <summary>Whether a reader at <paramref name="sequence"/> sees the ordinal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsVisible(int ordinal, long sequence)
    {
        long* record = (long*)_records[ordinal];
        return record[0] <= sequence && sequence < Volatile.Read(ref record[1]);
    }

    /// <summary>The write that ended the point, or <see cref="long.MaxValue"/>.</summary>
    public long Died(int ordinal) => Volatile.Read(ref ((long*)_records[ordinal])[1]);

    /// <summary>The write that stored the point.</summary>
    public long Born(int ordinal) => *(long*)_records[ordinal];

    /// <summary>The id, valid until the table is disposed of.</summary>
    public ReadOnlySpan<byte> Id(int ordinal)
    {
        byte* blob = Blob(ordinal);
        return new ReadOnlySpan<byte>(blob + _headerBytes, *(ushort*)(blob + 4));
    }

    /// <summary>Bytes of the payload as it was given.</summary>
    /// <exception cref="InvalidDataException">The compressed bytes have been damaged in memory.</exception>
    public int PayloadLength(int ordinal)
    {
        byte* blob = Blob(ordinal);
        return IsCompressed(blob) ? CompressedPayload.Length(StoredPayload(blob)) : *(int*)blob;
    }

    /// <summary>
    /// The payload as it was given, empty for none. It lies in the table, valid until that is disposed of, or in
    /// <paramref name="buffer"/>, an array of the shared pool that is replaced when it is too short.
    /// </summary>
    /// <exception cref="InvalidDataException">The compressed bytes have been damaged in memory.</exception>
    public ReadOnlySpan<byte> Payload(int ordinal, ref byte[] buffer)
    {
        byte* blob = Blob(ordinal);
        ReadOnlySpan<byte> stored = StoredPayload(blob);
        return IsCompressed(blob) ? CompressedPayload.Read(stored, ref buffer) : stored;
    }

    /// <summary>The payload as it is kept, valid until the table is disposed of.</summary>
    public ReadOnlySpan<byte> StoredPayload(int ordinal, out bool isCompressed)
    {
        byte* blob = Blob(ordinal);
        isCompressed = IsCompressed(blob);
        return StoredPayload(blob);
    }

    /// <summary>One bit per vector field that the point has.</summary>
    public ulong Fields(int ordinal) => fieldCount > 1 ? *(ulong*)(Blob(ordinal) + BlobHeaderBytes) : 1;

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        _records.Dispose();
        _blobs.Dispose();
    }

    private byte* AddBlob(ulong fields, ReadOnlySpan<byte> id, int payloadBytes)
    {
        byte* blob = _blobs.Allocate(_headerBytes + id.Length + payloadBytes);
        *(ushort*)(blob + 4) = (ushort)id.Length;
        if (fieldCount > 1)
        {
            *(ulong*)(blob + BlobHeaderBytes) = fields;
        }

        id.CopyTo(new Span<byte>(blob + _headerBytes, id.Length));
        return blob;
    }

    private void Complete(byte* blob, int storedBytes, int payloadBytes, bool isCompressed)
    {
        *(int*)blob = storedBytes;
        *(ushort*)(blob + 6) = isCompressed ? Compressed : Plain;
        PayloadBytes += storedBytes;
        UncompressedPayloadBytes += payloadBytes;
    }

    private int AddRecord(long born, byte* blob)
    {
        int ordinal = _count;
        long* record = (long*)_records[ordinal];
        record[0] = born;
        record[1] = Never;
        record[2] = (long)blob;
        Volatile.Write(ref _count, ordinal + 1);
        return ordinal;
    }

    private int BytesOf(byte* blob) => _headerBytes + *(ushort*)(blob + 4) + *(int*)blob;

    private ReadOnlySpan<byte> StoredPayload(byte* blob) => new(blob + _headerBytes + *(ushort*)(blob + 4), *(int*)blob);

    private static bool IsCompressed(byte* blob) => *(ushort*)(blob + 6) == Compressed;

    private byte* Blob(int ordinal) => (byte*)((long*)_records[ordinal])[2];
}
