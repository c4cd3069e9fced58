using System.Runtime.CompilerServices;
using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.Segments;

/// <summary>What a segment knows of each point besides its vectors: id, payload, and from when until when it is visible.</summary>
/// <remarks>
/// A point that is replaced gets a new ordinal; the old one lives on for readers that began before. A reader at sequence
/// S sees an ordinal exactly if born ≤ S &lt; died, so it sees the old point or the new one, never both, never neither.
/// <code>
/// record: born 8, died 8, address of the blob 8
/// blob:   payload bytes 4, id bytes 2, reserved 2, fields 8 (only with several vector fields), id, payload
/// </code>
/// Ownership: the table alone frees its memory; nothing moves before <see cref="Dispose"/>.
/// Threads: one writer. Readers touch ordinals below <see cref="Count"/>, published after what lies behind them.
/// </remarks>
internal sealed unsafe class PointTable(int fieldCount) : IDisposable
{
    private const long Never = long.MaxValue;
    private const int RecordBytes = 24;
    private const int BlobHeaderBytes = 8;

    private readonly RecordArena _records = new(RecordBytes);
    private readonly BlobArena _blobs = new();
    private readonly int _headerBytes = fieldCount > 1 ? BlobHeaderBytes + sizeof(ulong) : BlobHeaderBytes;

    private int _count;

    /// <summary>Number of ordinals, dead ones included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Bytes of the payloads, which lie in the blobs.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>The physical memory of records and blobs, payloads included.</summary>
    public long Bytes => _records.BytesOf(Count) + _blobs.ResidentBytes;

    /// <summary>The physical memory of the blobs.</summary>
    public long ResidentBlobBytes => _blobs.ResidentBytes;

    /// <summary>The physical memory that the records of so many points take at most.</summary>
    public long RecordBytesOf(int points) => _records.BytesOf(points);

    /// <summary>The bytes of blobs that a point takes.</summary>
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
    public int Add(long born, in PointMutation point) => Add(born, point.Fields, point.Id.Span, point.Payload.Span);

    /// <summary>Adds the next ordinal as it was saved, and makes room for it.</summary>
    /// <exception cref="OutOfMemoryException">No memory.</exception>
    public void Restore(long born, ulong fields, ReadOnlySpan<byte> id, ReadOnlySpan<byte> payload)
    {
        EnsureCapacity(1, BlobArena.SizeOf(_headerBytes + id.Length + payload.Length));
        Add(born, fields, id, payload);
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

    private int Add(long born, ulong fields, ReadOnlySpan<byte> id, ReadOnlySpan<byte> payload)
    {
        byte* blob = _blobs.Allocate(_headerBytes + id.Length + payload.Length);
        *(int*)blob = payload.Length;
        *(ushort*)(blob + 4) = (ushort)id.Length;
        if (fieldCount > 1)
        {
            *(ulong*)(blob + BlobHeaderBytes) = fields;
        }

        id.CopyTo(new Span<byte>(blob + _headerBytes, id.Length));
        payload.CopyTo(new Span<byte>(blob + _headerBytes + id.Length, payload.Length));

        PayloadBytes += payload.Length;

        int ordinal = _count;
        long* record = (long*)_records[ordinal];
        record[0] = born;
        record[1] = Never;
        record[2] = (long)blob;
        Volatile.Write(ref _count, ordinal + 1);
        return ordinal;
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

    /// <summary>The write that stored the point.</summary>
    public long Born(int ordinal) => *(long*)_records[ordinal];

    /// <summary>The id, valid until the table is disposed of.</summary>
    public ReadOnlySpan<byte> Id(int ordinal)
    {
        byte* blob = Blob(ordinal);
        return new ReadOnlySpan<byte>(blob + _headerBytes, *(ushort*)(blob + 4));
    }

    /// <summary>The payload, empty for none; valid until the table is disposed of.</summary>
    public ReadOnlySpan<byte> Payload(int ordinal)
    {
        byte* blob = Blob(ordinal);
        return new ReadOnlySpan<byte>(blob + _headerBytes + *(ushort*)(blob + 4), *(int*)blob);
    }

    /// <summary>One bit per vector field that the point has.</summary>
    public ulong Fields(int ordinal) => fieldCount > 1 ? *(ulong*)(Blob(ordinal) + BlobHeaderBytes) : 1;

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        _records.Dispose();
        _blobs.Dispose();
    }

    private byte* Blob(int ordinal) => (byte*)((long*)_records[ordinal])[2];
}
