using System.Runtime.CompilerServices;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>What a segment knows of each point besides its vectors: id, payload, and from when until when it is visible.</summary>
/// <remarks>
/// A point that is replaced gets another ordinal; the old one lives on for readers that began before. A reader at sequence
/// S sees an ordinal exactly if born ≤ S &lt; died, so it sees the old point or the new one, never both, never neither.
/// An ordinal is live, then dead, then free, and live again: <see cref="Free"/> tells when it may become free.
/// <code>
/// record:  born 8, died 8, address of the blob 8
/// blob:    payload bytes 4, id bytes 2, payload code 2, fields 8 (only with several vector fields), id, payload
/// payload: as it was given (code 0), or compressed (code 1): as CompressedPayload writes it
/// </code>
/// Ownership: the table alone frees its memory. Records never move. A blob may be moved, and its place is freed when no
/// reader is left that began before, so a span is valid as long as its reader.
/// Threads: one writer. Readers touch ordinals below <see cref="Count"/>, published after what lies behind them.
/// </remarks>
internal sealed unsafe class PointTable(int fieldCount, PayloadCompression? compression = null) : IDisposable
{
    private const long Never = long.MaxValue;
    private const int RecordBytes = 24;
    private const int BlobHeaderBytes = 8;
    private const ushort Plain = 0;
    private const ushort Compressed = 1;

    // Of one call of MoveBlobs, which writes wait for.
    private const int MostLookedAt = 8_192;
    private const long MostMovedBytes = 1024 * 1024;

    private readonly RecordArena _records = new(RecordBytes);
    private readonly BlobArena _blobs = new();
    private readonly int _headerBytes = fieldCount > 1 ? BlobHeaderBytes + sizeof(ulong) : BlobHeaderBytes;
    private readonly int _compressFromBytes = compression?.ThresholdBytes ?? int.MaxValue;

    // The last one that became free is taken first: its record may still be in a cache.
    private readonly List<int> _free = [];

    private int _count;
    private int _freeCount;
    private long _stored;

    /// <summary>Number of ordinals, dead and free ones included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Ordinals that hold no point and will be used again.</summary>
    public int FreeCount => Volatile.Read(ref _freeCount);

    /// <summary>Points added since the table was created, those that have died included.</summary>
    public long Stored => Volatile.Read(ref _stored);

    /// <summary>
    /// Ordinals whose point has been ended and that are not free. A point that a group under way has ended is among them
    /// already. Not for readers.
    /// </summary>
    public OrdinalSet Ended { get; } = new();

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
        int count = checked(_count + Math.Max(0, more - _free.Count));
        _records.EnsureCapacity(count);
        Ended.EnsureCapacity(count);
        _blobs.EnsureCapacity(blobBytes);
    }

    /// <summary>
    /// Adds a point, visible from <paramref name="born"/> on, at a free ordinal or else the next one. There must be room for it.
    /// </summary>
    /// <param name="born">The write that stores it.</param>
    /// <param name="fields">One bit per vector field that it has.</param>
    /// <param name="point">Its id and payload.</param>
    public int Add(long born, ulong fields, in PointMutation point)
    {
        ReadOnlySpan<byte> payload = point.Payload.Span;
        int most = _headerBytes + point.Id.Length + payload.Length;
        byte* blob = AddBlob(fields, point.Id.Span, payload.Length);
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

    /// <summary>Adds the next ordinal as it was saved, and makes room for it. None may be free.</summary>
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
        Ended.EnsureCapacity(count);
        for (int ordinal = _count; ordinal < count; ordinal++)
        {
            Ended.Add(ordinal);
        }

        Volatile.Write(ref _count, count);
    }

    /// <summary>
    /// Makes the ordinal of a dead point free. No reader may be open that sees the point or may come across the ordinal,
    /// and no graph may lead to it.
    /// </summary>
    public void Free(int ordinal)
    {
        byte* blob = Blob(ordinal);
        if (blob is not null)
        {
            PayloadBytes -= *(int*)blob;
            UncompressedPayloadBytes -= PayloadLength(ordinal);
            ((long*)_records[ordinal])[2] = 0;
            _blobs.Release(blob, BytesOf(blob));
        }

        Ended.Remove(ordinal);
        _free.Add(ordinal);
        Volatile.Write(ref _freeCount, _free.Count);
    }

    /// <summary>Marks blobs that shall move because much around them is released; false if there are none.</summary>
    public bool TryBeginMovingBlobs() => _blobs.TryBeginLeaving();

    /// <summary>
    /// Moves marked blobs of some ordinals from <paramref name="first"/> on, and returns the first one that it has not looked at.
    /// Readers may go on reading them where they were.
    /// </summary>
    /// <exception cref="OutOfMemoryException">No memory. Called again, this goes on where it was.</exception>
    public int MoveBlobs(int first)
    {
        int end = first;
        int most = Math.Min(_count, first + MostLookedAt);
        long bytes = 0;
        for (; end < most && bytes < MostMovedBytes; end++)
        {
            bytes += IsMoving(end) ? BlobArena.SizeOf(BytesOf(Blob(end))) : 0;
        }

        _blobs.EnsureCapacity(bytes);
        for (int ordinal = first; ordinal < end; ordinal++)
        {
            if (IsMoving(ordinal))
            {
                ReadOnlySpan<byte> blob = new(Blob(ordinal), BytesOf(Blob(ordinal)));
                byte* moved = _blobs.Allocate(blob.Length);
                blob.CopyTo(new Span<byte>(moved, blob.Length));
                Volatile.Write(ref ((long*)_records[ordinal])[2], (long)moved);
            }
        }

        return end;
    }

    /// <summary>Frees the places of moved blobs. No reader may be open that began before the last was moved.</summary>
    public void EndMovingBlobs() => _blobs.FreeLeaving();

    /// <summary>The free ordinals, as they are now.</summary>
    public OrdinalSet CopyFree()
    {
        OrdinalSet free = new();
        _free.ForEach(ordinal => free.Add(ordinal));
        return free;
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
    public void End(int ordinal, long sequence)
    {
        Volatile.Write(ref ((long*)_records[ordinal])[1], sequence);
        Ended.Add(ordinal);
    }

    /// <summary>Whether a reader at <paramref name="sequence"/> sees the ordinal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsVisible(int ordinal, long sequence)
    {
        // Died first, in the order that AddRecord relies on.
        long* record = (long*)_records[ordinal];
        return sequence < Volatile.Read(ref record[1]) && record[0] <= sequence;
    }

    /// <summary>The write that ended the point, or <see cref="long.MaxValue"/>.</summary>
    public long Died(int ordinal) => Volatile.Read(ref ((long*)_records[ordinal])[1]);

    /// <summary>The write that stored the point.</summary>
    public long Born(int ordinal) => Volatile.Read(ref *(long*)_records[ordinal]);

    /// <summary>The id, valid as long as the reader that asks.</summary>
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
    /// The payload as it was given, empty for none. It lies in the table, valid as long as the reader that asks, or in
    /// <paramref name="buffer"/>, an array of the shared pool that is replaced when it is too short.
    /// </summary>
    /// <exception cref="InvalidDataException">The compressed bytes have been damaged in memory.</exception>
    public ReadOnlySpan<byte> Payload(int ordinal, ref byte[] buffer)
    {
        byte* blob = Blob(ordinal);
        ReadOnlySpan<byte> stored = StoredPayload(blob);
        return IsCompressed(blob) ? CompressedPayload.Read(stored, ref buffer) : stored;
    }

    /// <summary>The payload as it is kept, valid as long as the reader that asks.</summary>
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
        bool isReused = _free.Count > 0;
        int ordinal = isReused ? _free[^1] : _count;
        long* record = (long*)_records[ordinal];
        record[2] = (long)blob;

        // Born, then died: a reader that finds the ordinal not dead, which it reads first, finds it born in its future. One
        // that finds the old death finds it dead, whatever it reads as born: it began after that, or this would not be free.
        Volatile.Write(ref record[0], born);
        Volatile.Write(ref record[1], Never);
        Volatile.Write(ref _stored, _stored + 1);
        if (isReused)
        {
            _free.RemoveAt(_free.Count - 1);
            Volatile.Write(ref _freeCount, _free.Count);
        }
        else
        {
            Volatile.Write(ref _count, ordinal + 1);
        }

        return ordinal;
    }

    private bool IsMoving(int ordinal)
    {
        byte* blob = Blob(ordinal);
        return blob is not null && _blobs.IsLeaving(blob);
    }

    private int BytesOf(byte* blob) => _headerBytes + *(ushort*)(blob + 4) + *(int*)blob;

    private ReadOnlySpan<byte> StoredPayload(byte* blob) => new(blob + _headerBytes + *(ushort*)(blob + 4), *(int*)blob);

    private static bool IsCompressed(byte* blob) => *(ushort*)(blob + 6) == Compressed;

    private byte* Blob(int ordinal) => (byte*)Volatile.Read(ref ((long*)_records[ordinal])[2]);
}
