using System.Buffers.Binary;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>The last 32 bytes of a snapshot: where its contents are listed.</summary>
/// <remarks>
/// offset size  field     meaning
///      0    8  contents  offset of the contents block
///      8    8  length    of the whole file, this included
///     16    8  nonce     that of the file header
///     24    4  reserved  0
///     28    4  crc       CRC-32C of bytes 0..27
/// </remarks>
public readonly record struct SnapshotTrailer(long Contents, long Length, ulong Nonce)
{
    /// <summary>Bytes of the trailer.</summary>
    public const int Size = 32;

    private const int CrcOffset = 28;

    /// <summary>Writes the trailer.</summary>
    public void Write(Span<byte> destination)
    {
        Span<byte> bytes = destination[..Size];
        bytes.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Contents);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Nonce);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcOffset..], Crc32C.Of(bytes[..CrcOffset]));
    }

    /// <summary>Reads the trailer of a file with this header and length.</summary>
    /// <exception cref="CorruptDataException">It is not what was written, or the file is shorter or longer than it was.</exception>
    public static SnapshotTrailer Read(ReadOnlySpan<byte> bytes, SnapshotFileHeader header, string file, long length)
    {
        long offset = length - Size;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]) != Crc32C.Of(bytes[..CrcOffset]))
        {
            throw new CorruptDataException(file, offset, "it does not end like a snapshot: the end is missing or damaged");
        }

        SnapshotTrailer trailer = new(
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
        if (trailer.Length != length || trailer.Nonce != header.Nonce || bytes[24..CrcOffset].ContainsAnyExcept((byte)0))
        {
            throw new CorruptDataException(file, offset, $"its end belongs to another file of {trailer.Length} bytes");
        }

        return trailer.Contents >= SnapshotFileHeader.Size && trailer.Contents <= offset - SnapshotBlockHeader.Size
            ? trailer
            : throw new CorruptDataException(file, offset, $"its contents cannot be at offset {trailer.Contents}");
    }
}
