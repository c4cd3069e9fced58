using System.Buffers.Binary;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>
/// The block of the kind <see cref="SnapshotBlockKind.Contents"/>: for each other block its offset in the file, 8 bytes,
/// and a copy of its header, 32 bytes. So blocks can be read in parallel, and none can be missing, doubled or exchanged.
/// </summary>
internal static class SnapshotContents
{
    public const int EntrySize = sizeof(long) + SnapshotBlockHeader.Size;

    public static void Write(IReadOnlyList<(long Offset, SnapshotBlockHeader Block)> blocks, Span<byte> destination)
    {
        foreach ((long offset, SnapshotBlockHeader block) in blocks)
        {
            BinaryPrimitives.WriteInt64LittleEndian(destination, offset);
            Span<byte> header = destination.Slice(sizeof(long), SnapshotBlockHeader.Size);
            block.CopyTo(header);
            destination = destination[EntrySize..];
        }
    }

    /// <exception cref="InvalidDataException">The blocks do not lie one after the other up to the contents.</exception>
    /// <exception cref="NotSupportedException">A kind of block that this program does not know.</exception>
    public static List<(long Offset, SnapshotBlockHeader Block)> Read(ReadOnlySpan<byte> bytes, int count, long contents)
    {
        if (bytes.Length != (long)count * EntrySize)
        {
            throw new InvalidDataException($"{bytes.Length} bytes are not the contents of {count} blocks");
        }

        List<(long, SnapshotBlockHeader)> blocks = new(count);
        long expected = SnapshotFileHeader.Size;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(i * EntrySize, EntrySize);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(entry);
            SnapshotBlockHeader block = SnapshotBlockHeader.Read(entry[sizeof(long)..]);
            if (offset != expected || block.Kind == SnapshotBlockKind.Contents)
            {
                throw new InvalidDataException($"block {i} is said to be at offset {offset}, where it cannot be");
            }

            blocks.Add((offset, block));
            expected += block.SizeInFile;
        }

        return expected == contents
            ? blocks
            : throw new InvalidDataException($"the blocks end at offset {expected}, their contents begin at {contents}");
    }

    /// <summary>
    /// Checks that each field's nodes are listed once and in order, in blocks that have room for them: no memory is asked
    /// for on the word of a number alone, and none is left as it was found.
    /// </summary>
    /// <exception cref="InvalidDataException">Nodes are missing, come twice, or belong to no field.</exception>
    public static void RequireAllNodes(List<(long Offset, SnapshotBlockHeader Block)> blocks, int ordinals, int fields)
    {
        int[] next = new int[fields];
        foreach ((long offset, SnapshotBlockHeader block) in blocks)
        {
            if (block.Kind != SnapshotBlockKind.Nodes)
            {
                continue;
            }

            if (block.Field >= fields || block.First != next[block.Field] || block.Count > ordinals - block.First
                || NodeBlockFormat.MinSize(block.Count) > block.RawLength)
            {
                throw new InvalidDataException(
                    $"the block at offset {offset} cannot hold {block.Count} nodes from {block.First} of the vector field {block.Field}");
            }

            next[block.Field] += block.Count;
        }

        int field = Array.FindIndex(next, count => count != ordinals);
        if (field >= 0)
        {
            throw new InvalidDataException($"{next[field]} nodes of the vector field {field} are listed, {ordinals} exist");
        }
    }
}
