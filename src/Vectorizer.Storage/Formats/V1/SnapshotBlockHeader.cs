using System.Buffers.Binary;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>What stands before each block of a snapshot.</summary>
/// <remarks>
/// offset size  field     meaning
///      0    4  stored    bytes of the block behind this header, without the zeros up to a multiple of 8
///      4    4  crc       CRC-32C of the file's nonce, bytes 8..31 and the stored bytes
///      8    4  raw       bytes of the block when it is not compressed; the same as stored when it isn't
///     12    1  kind
///     13    1  field     number of the vector field, 0 where there is none
///     14    2  reserved  0
///     16    4  first     first ordinal
///     20    4  count     points, nodes, keys
///     24    4  upper     levels of all nodes before the first added up
///     28    4  reserved  0
/// </remarks>
public readonly record struct SnapshotBlockHeader(
    int StoredLength, uint Checksum, int RawLength, SnapshotBlockKind Kind, int Field, int First, int Count, int FirstUpper)
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 32;

    /// <summary>The most bytes of a block, compressed or not: one point with the largest vectors and payload fits.</summary>
    public const int MaxLength = 128 * 1024 * 1024;

    // An LZ4 block cannot restore more bytes than so many times its own, so a short file cannot ask for much memory.
    private const int MostCompression = 255;

    /// <summary>Bytes of the header, the block and the zeros behind it.</summary>
    public long SizeInFile => Size + PaddedLength(StoredLength);

    /// <summary>Whether the block is compressed.</summary>
    public bool IsCompressed => StoredLength != RawLength;

    /// <summary>Writes the header as it is.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Span<byte> bytes = destination[..Size];
        bytes.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, StoredLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Checksum);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], RawLength);
        bytes[12] = (byte)Kind;
        bytes[13] = (byte)Field;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], First);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], FirstUpper);
    }

    /// <summary>Writes the header of a block with these stored bytes, and returns it with their length and checksum.</summary>
    internal SnapshotBlockHeader Write(Span<byte> destination, uint seed, ReadOnlySpan<byte> stored)
    {
        SnapshotBlockHeader header = this with { StoredLength = stored.Length };
        header.CopyTo(destination);
        header = header with { Checksum = ChecksumOf(destination[..Size], seed, stored) };
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], header.Checksum);
        return header;
    }

    /// <summary>
    /// Reads only how long the block is that the checksum covers. Nothing else may be believed before it was compared.
    /// </summary>
    /// <exception cref="InvalidDataException">It cannot be so long.</exception>
    internal static int ReadStoredLength(ReadOnlySpan<byte> bytes)
        => BinaryPrimitives.ReadInt32LittleEndian(bytes) is >= 0 and <= MaxLength and int length
            ? length
            : throw new InvalidDataException($"a block of {BinaryPrimitives.ReadInt32LittleEndian(bytes)} bytes cannot be");

    /// <summary>Reads the checksum that the header carries.</summary>
    internal static uint ReadChecksum(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);

    /// <summary>Reads a header whose bytes are known to be those that were written.</summary>
    /// <exception cref="InvalidDataException">The numbers cannot be.</exception>
    /// <exception cref="NotSupportedException">A kind or field that this program does not know.</exception>
    internal static SnapshotBlockHeader Read(ReadOnlySpan<byte> bytes)
    {
        SnapshotBlockHeader header = new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ReadChecksum(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            (SnapshotBlockKind)bytes[12],
            bytes[13],
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]));
        if (!Enum.IsDefined(header.Kind) || bytes[14..16].ContainsAnyExcept((byte)0) || bytes[28..Size].ContainsAnyExcept((byte)0))
        {
            throw new NotSupportedException($"a block is of the unknown kind {(int)header.Kind} or uses a field that this program does not know");
        }

        return header is { StoredLength: >= 0 and <= MaxLength, RawLength: >= 0 and <= MaxLength, First: >= 0, Count: >= 0, FirstUpper: >= 0 }
            && (!header.IsCompressed || header.RawLength <= (long)MostCompression * header.StoredLength)
            ? header
            : throw new InvalidDataException($"a block of {header.StoredLength} bytes with {header.Count} items from {header.First} cannot be");
    }

    /// <summary>Bytes that a block takes with the zeros behind it.</summary>
    internal static int PaddedLength(int storedLength) => (storedLength + 7) & ~7;

    /// <summary>The checksum that a header with these stored bytes must carry.</summary>
    internal static uint ChecksumOf(ReadOnlySpan<byte> header, uint seed, ReadOnlySpan<byte> stored)
        => Crc32C.Finish(Crc32C.Append(Crc32C.Append(seed, header[8..Size]), stored));
}
