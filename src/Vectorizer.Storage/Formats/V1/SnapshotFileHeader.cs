using System.Buffers.Binary;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>The first 64 bytes of a snapshot. docs/formats/snapshot.md tells the whole file.</summary>
/// <remarks>
/// offset size  field           meaning
///      0    8  magic           "VZRSNP" 0D 0A: a transfer that changes line ends is noticed
///      8    2  version         1
///     10    2  reserved        0
///     12    4  segment         number of the segment
///     16    8  collection id
///     24    8  sequence        the last write that is in it
///     32    8  epoch           of that write
///     40    8  nonce           random; every block's checksum starts from it, so that no block of another file passes
///     48   12  reserved        0
///     60    4  crc             CRC-32C of bytes 0..59. Stays here in all versions.
/// </remarks>
public sealed record SnapshotFileHeader(SnapshotId Snapshot, long Epoch, ulong Nonce)
{
    /// <summary>Bytes of the header; the first block follows.</summary>
    public const int Size = 64;

    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private const int CrcOffset = 60;

    private static ReadOnlySpan<byte> Magic => "VZRSNP\r\n"u8;

    /// <summary>The checksum state from which each block of the file starts.</summary>
    internal uint Seed => Crc32C.Append(Crc32C.Start, Nonce);

    /// <summary>Writes the header into the first <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Span<byte> bytes = destination[..Size];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Snapshot.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Snapshot.CollectionId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Snapshot.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], Nonce);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcOffset..], Crc32C.Of(bytes[..CrcOffset]));
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="CorruptDataException">The bytes are not those that were written.</exception>
    /// <exception cref="FormatMismatchException">The file is not ours, or of a version that is not read here.</exception>
    public static SnapshotFileHeader Read(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < Size)
        {
            throw new CorruptDataException(file, 0, $"the file header has {Size} bytes, found {bytes.Length}");
        }

        bool ours = bytes[..Magic.Length].SequenceEqual(Magic);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]);
        uint computed = Crc32C.Of(bytes[..CrcOffset]);
        if (ours && stored != computed)
        {
            throw new CorruptDataException(file, 0, $"the file header's checksum is {stored:x8}, its bytes give {computed:x8}");
        }

        if (!ours)
        {
            throw new FormatMismatchException(file, FormatMismatch.Foreign, "it does not begin like a snapshot");
        }

        int version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new FormatMismatchException(
                file,
                version > Version ? FormatMismatch.TooNew : FormatMismatch.TooOld,
                $"it has format version {version}, this program reads {Version}");
        }

        if (bytes[10..12].ContainsAnyExcept((byte)0) || bytes[48..CrcOffset].ContainsAnyExcept((byte)0))
        {
            throw new FormatMismatchException(file, FormatMismatch.TooNew, "its header uses a field that this program does not know");
        }

        SnapshotId snapshot = new(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        return new SnapshotFileHeader(
            snapshot, BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]));
    }
}
