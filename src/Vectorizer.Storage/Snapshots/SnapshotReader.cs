using System.Buffers;
using System.Collections.Immutable;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Snapshots;

/// <summary>Reads a snapshot. Not a byte of it is believed before its checksum.</summary>
/// <remarks>Threads: blocks are read by as many as the caller provides. Ownership: disposes of the file.</remarks>
public sealed class SnapshotReader : IDisposable
{
    private const string AnotherBlock = "another block is here than the contents say";

    private readonly ISnapshotFile _file;
    private readonly SnapshotFileHeader _header;
    private readonly SnapshotDescription _description;
    private readonly List<(long Offset, SnapshotBlockHeader Block)> _blocks;

    private SnapshotReader(
        ISnapshotFile file,
        SnapshotFileHeader header,
        SnapshotDescription description,
        List<(long Offset, SnapshotBlockHeader Block)> blocks,
        uint checksum)
    {
        _file = file;
        _header = header;
        _description = description;
        _blocks = blocks;
        Summary = new SnapshotSummary(header.Snapshot, header.Epoch, file.Length, checksum, description.Points);
    }

    /// <summary>Where the file is, for messages.</summary>
    public string Path => _file.Path;

    /// <summary>What the file says of itself.</summary>
    public SnapshotSummary Summary { get; }

    /// <summary>The vector fields. How rows are quantized is no part of a snapshot, which holds all of their floats.</summary>
    public ImmutableArray<VectorFieldSchema> Fields => [.. _description.Fields.Select(entry => entry.Schema)];

    /// <summary>Blocks that <see cref="Check"/> reads.</summary>
    public int BlockCount => _blocks.Count;

    /// <summary>Opens a snapshot: header, end, contents and description are read and checked.</summary>
    /// <param name="file">The file. Belongs to the reader, also when it cannot be opened.</param>
    /// <exception cref="CorruptDataException">It is damaged, or cut short.</exception>
    /// <exception cref="FormatMismatchException">It is not ours, or of another version.</exception>
    public static SnapshotReader Open(ISnapshotFile file)
    {
        try
        {
            Span<byte> bytes = stackalloc byte[SnapshotFileHeader.Size];
            SnapshotFileHeader header = SnapshotFileHeader.Read(bytes[..file.Read(0, bytes)], file.Path);
            if (file.Length < SnapshotFileHeader.Size + SnapshotBlockHeader.Size + SnapshotTrailer.Size)
            {
                throw new CorruptDataException(file.Path, file.Length, "the file is too short for a snapshot");
            }

            Span<byte> end = bytes[..SnapshotTrailer.Size];
            ReadExactly(file, file.Length - end.Length, end);
            SnapshotTrailer trailer = SnapshotTrailer.Read(end, header, file.Path, file.Length);

            uint checksum = 0;
            List<(long Offset, SnapshotBlockHeader Block)> blocks = [];
            ReadBlock(file, header.Seed, trailer.Contents, (contents, raw) =>
            {
                Require(contents.Kind == SnapshotBlockKind.Contents, "the contents are something else");
                Require(trailer.Contents + contents.SizeInFile + SnapshotTrailer.Size == file.Length, "the contents do not end where the end begins");
                checksum = contents.Checksum;
                blocks = SnapshotContents.Read(raw, contents.Count, trailer.Contents);
            });

            SnapshotDescription? description = null;
            if (blocks is [{ Block.Kind: SnapshotBlockKind.Description } first, ..])
            {
                ReadBlock(file, header.Seed, first.Offset, (block, raw) =>
                {
                    Require(block == first.Block, AnotherBlock);
                    description = SnapshotDescription.Read(raw);
                    SnapshotContents.RequireAllNodes(blocks, description.Ordinals, description.Fields.Length);
                });
            }

            return description is not null
                ? new SnapshotReader(file, header, description, blocks, checksum)
                : throw new CorruptDataException(file.Path, SnapshotFileHeader.Size, "it does not begin with a description");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Loads the segment.</summary>
    /// <param name="fields"><see cref="Fields"/>, quantized as they shall be.</param>
    /// <param name="keys">Gets the idempotency keys, oldest first.</param>
    /// <param name="compression">As for a <see cref="SegmentIndex"/>.</param>
    /// <param name="memoryChanged">As for a <see cref="SegmentIndex"/>.</param>
    /// <param name="rowFiles">As for a <see cref="SegmentIndex"/>.</param>
    /// <param name="run">Reads blocks in parallel, and derives what is not in them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CorruptDataException">A block is damaged.</exception>
    /// <exception cref="FormatMismatchException">A point is stored as only a newer version does.</exception>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory.</exception>
    public SegmentIndex Load(
        ImmutableArray<VectorFieldSchema> fields,
        List<SavedKey> keys,
        PayloadCompression? compression,
        Action<long>? memoryChanged,
        Func<int, VectorFieldSchema, IRowFile>? rowFiles,
        ParallelFor run,
        CancellationToken cancellationToken)
    {
        using SegmentLoader loader = Guard(SnapshotFileHeader.Size, () => new SegmentLoader(
            fields,
            _header.Snapshot.Sequence,
            _description.Ordinals,
            [.. _description.Fields.Select(field => (field.UpperCount, field.Entry))],
            _description.Points,
            compression,
            memoryChanged,
            rowFiles));

        // The points on one thread, for their order, while others read the nodes.
        int[] nodes = [.. Enumerable.Range(0, _blocks.Count).Where(i => _blocks[i].Block.Kind == SnapshotBlockKind.Nodes)];
        int[] rest = [.. Enumerable.Range(1, _blocks.Count - 1).Except(nodes)];
        run(nodes.Length + 1, i =>
        {
            foreach (int block in i == 0 ? rest : [nodes[i - 1]])
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadBlock(block, (header, raw) => Load(header, raw, loader, keys));
            }
        });
        return Guard(0, () => loader.Complete(run));
    }

    /// <summary>Reads a block and checks it against its checksum.</summary>
    /// <param name="number">0..<see cref="BlockCount"/> − 1.</param>
    /// <returns>Bytes read.</returns>
    /// <exception cref="CorruptDataException">It is damaged.</exception>
    public long Check(int number)
    {
        ReadBlock(number, static (_, _) => { });
        return _blocks[number].Block.SizeInFile;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void Load(SnapshotBlockHeader block, ReadOnlySpan<byte> raw, SegmentLoader loader, List<SavedKey> keys)
    {
        switch (block.Kind)
        {
            case SnapshotBlockKind.Nodes:
                NodeBlockFormat.Read(raw, block, _description.Fields[block.Field].Schema.Dimension, loader);
                break;
            case SnapshotBlockKind.Points:
                PointBlockFormat.Read(raw, block.Count, loader);
                break;
            case SnapshotBlockKind.Keys:
                KeyBlockFormat.Read(raw, block.Count, keys);
                break;
            default:
                throw new InvalidDataException($"a second block of the kind {block.Kind}");
        }
    }

    private void ReadBlock(int number, BlockHandler handler)
    {
        (long offset, SnapshotBlockHeader listed) = _blocks[number];
        ReadBlock(_file, _header.Seed, offset, (block, raw) =>
        {
            Require(block == listed, AnotherBlock);
            handler(block, raw);
        });
    }

    private static void ReadBlock(ISnapshotFile file, uint seed, long offset, BlockHandler handler)
    {
        Span<byte> headerBytes = stackalloc byte[SnapshotBlockHeader.Size];
        ReadExactly(file, offset, headerBytes);
        byte[]? rented = null;
        byte[]? raw = null;
        try
        {
            // The header is believed only with the checksum, so its length is first held against the file's. A kind that
            // is unknown is one of a newer version only if these are the bytes that were written.
            int length = SnapshotBlockHeader.ReadStoredLength(headerBytes);
            int padded = SnapshotBlockHeader.PaddedLength(length);
            Require(
                SnapshotBlockHeader.Size + (long)padded <= file.Length - offset - SnapshotTrailer.Size,
                $"a block of {length} bytes reaches beyond the end");
            rented = ArrayPool<byte>.Shared.Rent(Math.Max(padded, 1));
            ReadExactly(file, offset + SnapshotBlockHeader.Size, rented.AsSpan(0, padded));
            Span<byte> stored = rented.AsSpan(0, length);
            uint checksum = SnapshotBlockHeader.ReadChecksum(headerBytes);
            uint computed = SnapshotBlockHeader.ChecksumOf(headerBytes, seed, stored);
            Require(checksum == computed, $"a block's checksum is {checksum:x8}, its bytes give {computed:x8}");
            Require(!rented.AsSpan(length, padded - length).ContainsAnyExcept((byte)0), "there is something between two blocks");
            SnapshotBlockHeader block = SnapshotBlockHeader.Read(headerBytes);
            if (!block.IsCompressed)
            {
                handler(block, stored);
                return;
            }

            raw = ArrayPool<byte>.Shared.Rent(block.RawLength);
            PayloadCodec.Decompress(stored, raw.AsSpan(0, block.RawLength));
            handler(block, raw.AsSpan(0, block.RawLength));
        }
        catch (InvalidDataException exception)
        {
            throw new CorruptDataException(file.Path, offset, exception.Message);
        }
        catch (NotSupportedException exception)
        {
            throw new FormatMismatchException(file.Path, FormatMismatch.TooNew, exception.Message);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }

            if (raw is not null)
            {
                ArrayPool<byte>.Shared.Return(raw);
            }
        }
    }

    private T Guard<T>(long offset, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (InvalidDataException exception)
        {
            throw new CorruptDataException(_file.Path, offset, exception.Message);
        }
    }

    private static void ReadExactly(ISnapshotFile file, long offset, Span<byte> bytes)
    {
        int read = file.Read(offset, bytes);
        if (read < bytes.Length)
        {
            throw new CorruptDataException(file.Path, offset + read, "the file ends in the middle");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }

    private delegate void BlockHandler(SnapshotBlockHeader block, ReadOnlySpan<byte> raw);
}
