using System.Buffers.Binary;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>A block of the kind <see cref="SnapshotBlockKind.Keys"/>: idempotency keys one after the other.</summary>
/// <remarks>
/// offset size  field        meaning
///      0    8  fingerprint  what the write said
///      8    8  sequence     that it got
///     16    4  affected     points
///     20    1  durability   0 memory, 1 os, 2 fsync
///     21    1  key          bytes, 1..64
///     22    2  reserved     0
///     24    …  key
/// </remarks>
internal static class KeyBlockFormat
{
    private const int HeaderSize = 24;
    private const int MaxKeyLength = 64;

    public static int SizeOf(in SavedKey key) => HeaderSize + key.Key.Length;

    public static void Write(in SavedKey key, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, key.Fingerprint);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], key.Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(destination[16..], key.Affected);
        destination[20] = key.Durability;
        destination[21] = (byte)key.Key.Length;
        destination[22..HeaderSize].Clear();
        key.Key.Span.CopyTo(destination[HeaderSize..]);
    }

    /// <exception cref="InvalidDataException">The bytes contradict each other.</exception>
    /// <exception cref="NotSupportedException">A field that this program does not know is used.</exception>
    public static void Read(ReadOnlySpan<byte> block, int count, List<SavedKey> keys)
    {
        for (int i = 0; i < count; i++)
        {
            int length = block.Length >= HeaderSize ? block[21] : 0;
            if (length is < 1 or > MaxKeyLength || length > block.Length - HeaderSize || block[20] > 2)
            {
                throw new InvalidDataException($"key {i} of a block of {count} is not one");
            }

            if (block[22..HeaderSize].ContainsAnyExcept((byte)0))
            {
                throw new NotSupportedException($"key {i} uses a field that this program does not know");
            }

            keys.Add(new SavedKey(
                block.Slice(HeaderSize, length).ToArray(),
                BinaryPrimitives.ReadUInt64LittleEndian(block),
                BinaryPrimitives.ReadInt64LittleEndian(block[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(block[16..]),
                block[20]));
            block = block[(HeaderSize + length)..];
        }

        if (!block.IsEmpty)
        {
            throw new InvalidDataException($"a block of {count} keys has {block.Length} bytes more");
        }
    }
}
