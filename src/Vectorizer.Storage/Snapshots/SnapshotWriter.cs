using System.Security.Cryptography;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Snapshots;

/// <summary>Writes a captured segment to a file. docs/formats/snapshot.md tells how it looks.</summary>
/// <remarks>
/// For one thread. Memory: one block, whatever the segment's size. The file is synced as it grows, so that the disk never
/// has a long queue before the syncs of the write log.
/// </remarks>
public sealed class SnapshotWriter
{
    /// <summary>Name of the file in the directory of a snapshot.</summary>
    public const string FileName = "segment.snapshot";

    private const int BlockBytes = 1024 * 1024;
    // Grows with the blocks: most segments are small when they are saved first.
    private const int FirstBufferBytes = 64 * 1024;
    private const long BytesPerSync = 32 * 1024 * 1024;

    private readonly IDisk _disk;
    private readonly CancellationToken _cancellationToken;
    private readonly SegmentCapture _capture;
    private readonly SnapshotFileHeader _header;
    private readonly List<(long Offset, SnapshotBlockHeader Block)> _contents = [];
    private byte[] _buffer = new byte[FirstBufferBytes];
    private byte[] _compressed = [];
    private IDiskFile _file = null!;
    private long _offset;
    private long _synced;

    private SnapshotWriter(IDisk disk, SegmentCapture capture, SnapshotFileHeader header, CancellationToken cancellationToken)
    {
        _disk = disk;
        _capture = capture;
        _header = header;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Writes a snapshot. When this returns, file and directory are on the disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">A directory that does not exist; its parent does, and syncing its name is the caller's.</param>
    /// <param name="snapshot">Its name.</param>
    /// <param name="epoch">Of its last write.</param>
    /// <param name="capture">The segment. All of it has been read afterwards.</param>
    /// <param name="keys">Tells the idempotency keys, oldest first; called when the rest has been written.</param>
    /// <param name="cancellationToken">Gives up, within a block.</param>
    /// <exception cref="DiskException">A call of the system failed. What was written is left for the sweeper.</exception>
    public static SnapshotSummary Write(
        IDisk disk,
        string directory,
        SnapshotId snapshot,
        long epoch,
        SegmentCapture capture,
        Func<IReadOnlyList<SavedKey>> keys,
        CancellationToken cancellationToken)
        => Write(
            disk, directory, snapshot, epoch, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))), capture, keys, cancellationToken);

    /// <summary>Writes a snapshot whose nonce is given: the same content gives the same bytes.</summary>
    internal static SnapshotSummary Write(
        IDisk disk,
        string directory,
        SnapshotId snapshot,
        long epoch,
        ulong nonce,
        SegmentCapture capture,
        Func<IReadOnlyList<SavedKey>> keys,
        CancellationToken cancellationToken)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Snapshots are written on little-endian machines only.");
        }

        SnapshotFileHeader header = new(snapshot, epoch, nonce);
        return new SnapshotWriter(disk, capture, header, cancellationToken).Write(directory, keys);
    }

    private SnapshotSummary Write(string directory, Func<IReadOnlyList<SavedKey>> keys)
    {
        _disk.CreateDirectory(directory);
        uint checksum;
        using (_file = _disk.Open(Path.Combine(directory, FileName), DiskAccess.CreateNew))
        {
            WriteHeader();
            SnapshotDescription description = SnapshotDescription.Of(_capture);
            description.Write(Room(description.Size));
            WriteBlock(new SnapshotBlockHeader { Kind = SnapshotBlockKind.Description, Count = 1 }, description.Size);

            // Links first: while a node is waiting, every change of its links costs memory.
            for (int field = 0; field < _capture.Graphs.Length; field++)
            {
                WriteNodes(field, _capture.Graphs[field]);
            }

            WritePoints();
            WriteKeys(keys());
            checksum = WriteContents();
            _file.Sync();
        }

        _disk.SyncDirectory(directory);
        return new SnapshotSummary(_header.Snapshot, _header.Epoch, _offset, checksum, _capture.LiveCount);
    }

    private void WriteHeader()
    {
        Span<byte> bytes = stackalloc byte[SnapshotFileHeader.Size];
        _header.Write(bytes);
        _file.Write(0, bytes);
        _offset = SnapshotFileHeader.Size;
    }

    private void WriteNodes(int field, GraphCapture graph)
    {
        int first = 0;
        int upper = 0;
        while (first < graph.Count)
        {
            // At least one node, and then as many as surely fit.
            int count = 1;
            long bytes = NodeBlockFormat.MaxSize(graph, first);
            while (first + count < graph.Count && bytes + NodeBlockFormat.MaxSize(graph, first + count) <= BlockBytes)
            {
                bytes += NodeBlockFormat.MaxSize(graph, first + count);
                count++;
            }

            int length = NodeBlockFormat.Write(graph, first, count, Room(NodeBlockFormat.MaxSize(graph, first, count)));
            WriteBlock(
                new SnapshotBlockHeader { Kind = SnapshotBlockKind.Nodes, Field = field, First = first, Count = count, FirstUpper = upper },
                length);
            for (int ordinal = first; ordinal < first + count; ordinal++)
            {
                upper += Math.Max(graph.Level(ordinal), 0);
            }

            first += count;
        }
    }

    private void WritePoints()
    {
        int length = 0;
        int first = 0;
        int count = 0;
        for (int ordinal = 0; ordinal < _capture.Count; ordinal++)
        {
            if (!_capture.IsLive(ordinal))
            {
                continue;
            }

            int size = PointBlockFormat.SizeOf(_capture, ordinal);
            if (count > 0 && length + size > BlockBytes)
            {
                WriteBlock(new SnapshotBlockHeader { Kind = SnapshotBlockKind.Points, First = first, Count = count }, length);
                length = count = 0;
            }

            first = count == 0 ? ordinal : first;
            PointBlockFormat.Write(_capture, ordinal, Room(length + size)[length..]);
            length += size;
            count++;
        }

        if (count > 0)
        {
            WriteBlock(new SnapshotBlockHeader { Kind = SnapshotBlockKind.Points, First = first, Count = count }, length);
        }
    }

    private void WriteKeys(IReadOnlyList<SavedKey> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        int length = 0;
        foreach (SavedKey key in keys)
        {
            KeyBlockFormat.Write(key, Room(length + KeyBlockFormat.SizeOf(key))[length..]);
            length += KeyBlockFormat.SizeOf(key);
        }

        WriteBlock(new SnapshotBlockHeader { Kind = SnapshotBlockKind.Keys, Count = keys.Count }, length);
    }

    private uint WriteContents()
    {
        int count = _contents.Count;
        long offset = _offset;
        Span<byte> bytes = Room(count * SnapshotContents.EntrySize);
        SnapshotContents.Write(_contents, bytes);
        WriteBlock(new SnapshotBlockHeader { Kind = SnapshotBlockKind.Contents, Count = count }, count * SnapshotContents.EntrySize);

        Span<byte> trailer = stackalloc byte[SnapshotTrailer.Size];
        new SnapshotTrailer(offset, _offset + SnapshotTrailer.Size, _header.Nonce).Write(trailer);
        _file.Write(_offset, trailer);
        _offset += SnapshotTrailer.Size;
        return _contents[^1].Block.Checksum;
    }

    /// <summary>The buffer behind the place of a block's header, with what is in it already.</summary>
    private Span<byte> Room(int bytes)
    {
        int needed = checked(SnapshotBlockHeader.Size + bytes + 8);
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, (int)Math.Min(2L * _buffer.Length, SnapshotBlockHeader.MaxLength)));
        }

        return _buffer.AsSpan(SnapshotBlockHeader.Size);
    }

    private void WriteBlock(SnapshotBlockHeader block, int length)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        byte[] buffer = _buffer;
        int stored = length;
        if (block.Kind == SnapshotBlockKind.Points && _capture.CompressesPayloads && TryCompress(length) is > 0 and int compressed)
        {
            (buffer, stored) = (_compressed, compressed);
        }

        block = (block with { RawLength = length }).Write(buffer, _header.Seed, buffer.AsSpan(SnapshotBlockHeader.Size, stored));
        int size = (int)block.SizeInFile;
        buffer.AsSpan((SnapshotBlockHeader.Size + stored)..size).Clear();
        _file.Write(_offset, buffer.AsSpan(0, size));
        _contents.Add((_offset, block));
        _offset += size;
        if (_offset - _synced >= BytesPerSync)
        {
            _file.Sync();
            _synced = _offset;
        }
    }

    /// <summary>Compresses the block in the buffer into the other one, unless that saves less than a tenth.</summary>
    /// <returns>Bytes of the compressed block, or 0.</returns>
    private int TryCompress(int length)
    {
        int most = (int)(length * 0.9);
        if (_compressed.Length < SnapshotBlockHeader.Size + most + 8)
        {
            _compressed = new byte[SnapshotBlockHeader.Size + most + 8];
        }

        return PayloadCodec.Compress(_buffer.AsSpan(SnapshotBlockHeader.Size, length), _compressed.AsSpan(SnapshotBlockHeader.Size, most));
    }
}
