using System.Buffers.Binary;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>The first 64 bytes of a log file. docs/formats/segment-log.md tells how a file comes into being.</summary>
/// <remarks>
/// offset size  field           meaning
///      0    8  magic           "VZRLOG" 0D 0A: a transfer that changes line ends is noticed
///      8    2  version         1
///     10    1  kind            1 segment, 2 catalog
///     11    1  reserved        0
///     12    4  segment         number of the segment; 0 in the catalog
///     16    8  collection id   0 in the catalog
///     24    8  first sequence  of the first record, whether or not one follows; also the file's name
///     32    8  epoch           of the last record before this file, 0 when there is none
///     40    8  nonce           random; every record's checksum starts from it, so that no bytes from elsewhere pass
///     48   12  reserved        0
///     60    4  crc             CRC-32C of bytes 0..59. Stays here in all versions.
/// </remarks>
public sealed record LogFileHeader(LogIdentity Identity, long FirstSequence, long Epoch, ulong Nonce)
{
    /// <summary>Bytes of the header; the first record follows.</summary>
    public const int Size = 64;

    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private const int CrcOffset = 60;

    private static ReadOnlySpan<byte> Magic => "VZRLOG\r\n"u8;

    /// <summary>The checksum state from which each record of the file starts.</summary>
    internal uint Seed => Crc32C.Append(Crc32C.Start, Nonce);

    /// <summary>Writes the header into the first <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Span<byte> bytes = destination[..Size];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], Version);
        bytes[10] = (byte)Identity.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Identity.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Identity.CollectionId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], Nonce);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcOffset..], Crc32C.Of(bytes[..CrcOffset]));
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="CorruptDataException">The bytes are not those that were written.</exception>
    /// <exception cref="FormatMismatchException">The file is not ours, or of a version that is not read here.</exception>
    public static LogFileHeader Read(ReadOnlySpan<byte> bytes, string file)
    {
        bool ours = bytes.Length >= Magic.Length && bytes[..Magic.Length].SequenceEqual(Magic);
        if (bytes.Length < Size)
        {
            throw new CorruptDataException(file, 0, $"the file header has {Size} bytes, found {bytes.Length}");
        }

        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]);
        uint computed = Crc32C.Of(bytes[..CrcOffset]);
        if (stored != computed)
        {
            throw ours
                ? new CorruptDataException(file, 0, $"the file header's checksum is {stored:x8}, its bytes give {computed:x8}")
                : new FormatMismatchException(file, FormatMismatch.Foreign, "it does not begin like a log file");
        }

        if (!ours)
        {
            throw new FormatMismatchException(file, FormatMismatch.Foreign, "it does not begin like a log file");
        }

        int version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new FormatMismatchException(
                file,
                version > Version ? FormatMismatch.TooNew : FormatMismatch.TooOld,
                $"it has format version {version}, this program reads {Version}");
        }

        LogIdentity identity = new(
            (LogKind)bytes[10],
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));
        long first = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
        long epoch = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]);
        if (!Enum.IsDefined(identity.Kind) || bytes[11] != 0 || bytes[48..CrcOffset].ContainsAnyExcept((byte)0))
        {
            throw new FormatMismatchException(
                file, FormatMismatch.TooNew, "its header uses a kind or a field that this program does not know");
        }

        if (first < 1 || epoch < 0)
        {
            throw new CorruptDataException(file, 24, $"first sequence {first} and epoch {epoch} cannot be");
        }

        return new LogFileHeader(identity, first, epoch, BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]));
    }
}
