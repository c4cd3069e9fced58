using System.Buffers.Binary;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>One record of state, as a file or as a blob. docs/formats/state-file.md tells how a file comes into being.</summary>
/// <remarks>
/// offset size  field         meaning
///      0    8  magic         "VZRSTA" 0D 0A: a transfer that changes line ends is noticed
///      8    2  version       1
///     10    2  reserved      0
///     12    4  crc           CRC-32C of bytes 0..11 and of everything after this field. Stays here in all versions.
///     16   16  write id      random, drawn for each write
///     32    4  key length    bytes, 1..65,536
///     36    4  state length  bytes, 0..64 MiB
///     40    …  key           whose state it is
///      …    …  state         serialized; the file ends with it
/// </remarks>
public static class StateFileFormat
{
    /// <summary>Bytes before the key.</summary>
    public const int HeaderSize = 40;

    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    /// <summary>Bytes that a key may have: well above what any caller names a grain.</summary>
    public const int MaxKeyBytes = 64 * 1024;

    /// <summary>Bytes that a state may have. State is small; whatever is bulky belongs into a snapshot or a log.</summary>
    public const int MaxStateBytes = 64 * 1024 * 1024;

    /// <summary>Bytes that a file may have.</summary>
    public const int MaxFileBytes = HeaderSize + MaxKeyBytes + MaxStateBytes;

    private const int CrcOffset = 12;

    private static ReadOnlySpan<byte> Magic => "VZRSTA\r\n"u8;

    /// <summary>Writes a file.</summary>
    /// <exception cref="ArgumentException">Key or state are longer than a file can hold.</exception>
    public static byte[] Write(Guid writeId, ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
        if (key.Length is 0 or > MaxKeyBytes)
        {
            throw new ArgumentException($"A key has 1..{MaxKeyBytes} bytes, this one has {key.Length}.", nameof(key));
        }

        if (state.Length > MaxStateBytes)
        {
            throw new ArgumentException($"A state has at most {MaxStateBytes} bytes, this one has {state.Length}.", nameof(state));
        }

        byte[] file = new byte[HeaderSize + key.Length + state.Length];
        Span<byte> bytes = file;
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], Version);
        writeId.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], state.Length);
        key.CopyTo(bytes[HeaderSize..]);
        state.CopyTo(bytes[(HeaderSize + key.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcOffset..], Checksum(bytes));
        return file;
    }

    /// <summary>Reads a file. What is returned refers to <paramref name="bytes"/>.</summary>
    /// <exception cref="CorruptDataException">The bytes are not those that were written.</exception>
    /// <exception cref="FormatMismatchException">The file is not ours, or of a version that is not read here.</exception>
    public static StateFile Read(ReadOnlyMemory<byte> bytes, string file)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        if (span.Length < HeaderSize)
        {
            throw new CorruptDataException(file, span.Length, $"its header has {HeaderSize} bytes, found {span.Length}");
        }

        if (!span.StartsWith(Magic))
        {
            throw new FormatMismatchException(file, FormatMismatch.Foreign, "it does not begin like a file of state");
        }

        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(span[CrcOffset..]);
        uint computed = Checksum(span);
        if (stored != computed)
        {
            throw new CorruptDataException(file, CrcOffset, $"its checksum is {stored:x8}, its bytes give {computed:x8}");
        }

        int version = BinaryPrimitives.ReadUInt16LittleEndian(span[8..]);
        if (version != Version)
        {
            throw new FormatMismatchException(
                file,
                version > Version ? FormatMismatch.TooNew : FormatMismatch.TooOld,
                $"it has format version {version}, this program reads {Version}");
        }

        if (span[10] != 0 || span[11] != 0)
        {
            throw new FormatMismatchException(file, FormatMismatch.TooNew, "its header uses a field that this program does not know");
        }

        int keyLength = BinaryPrimitives.ReadInt32LittleEndian(span[32..]);
        int stateLength = BinaryPrimitives.ReadInt32LittleEndian(span[36..]);
        if (keyLength is < 1 or > MaxKeyBytes || stateLength is < 0 or > MaxStateBytes
            || HeaderSize + keyLength + stateLength != span.Length)
        {
            throw new CorruptDataException(
                file, 32, $"a key of {keyLength} bytes and a state of {stateLength} bytes are not what {span.Length} bytes hold");
        }

        return new StateFile(new Guid(span[16..32]), bytes.Slice(HeaderSize, keyLength), bytes[(HeaderSize + keyLength)..]);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
        => Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Start, bytes[..CrcOffset]), bytes[(CrcOffset + sizeof(uint))..]));
}
