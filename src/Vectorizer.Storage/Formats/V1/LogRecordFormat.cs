using System.Buffers.Binary;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>One record of a log. What replay does with a bad one: docs/formats/segment-log.md, "Recovery".</summary>
/// <remarks>
/// offset size  field            meaning
///      0    4  payload length   bytes, 0..64 MiB
///      4    4  crc              CRC-32C of the file's nonce, bytes 0..3, and bytes 8..end with the padding
///      8    8  epoch            never lower than that of the record before
///     16    8  sequence         previous + 1
///     24    8  commit position  last sequence known to be committed, below sequence
///     32    8  synced           last sequence known to be on this disk, below sequence. A damaged record at or
///                               below a later record's mark was whole once: that tells damage from a torn tail
///     40    1  kind             <see cref="LogRecordKind"/>
///     41    1  flags            0
///     42    1  key length       0..64
///     43    5  reserved         0
///     48    …  key              idempotency key, padded with zeros to a multiple of 8
///      …    …  payload          padded with zeros to a multiple of 8: in a file every payload starts at one
/// </remarks>
public static class LogRecordFormat
{
    /// <summary>Bytes before the key.</summary>
    public const int HeaderSize = 48;

    /// <summary>
    /// The longest payload, in bytes. A reader never asks for more memory than this, whatever a length field says; a
    /// request of the web API is at most half as long.
    /// </summary>
    public const int MaxPayloadLength = 64 * 1024 * 1024;

    /// <summary>The longest idempotency key, in bytes.</summary>
    public const int MaxKeyLength = 64;

    /// <summary>Every record starts and ends at a multiple of this many bytes.</summary>
    public const int Alignment = 8;

    private const int CrcOffset = 4;

    /// <summary>Bytes that a record takes in a file.</summary>
    public static int SizeOf(int keyLength, int payloadLength)
        => HeaderSize + Padded(keyLength) + Padded(payloadLength);

    /// <summary>Where the payload starts inside its record.</summary>
    internal static int PayloadOffset(int keyLength) => HeaderSize + Padded(keyLength);

    /// <summary>Completes a record whose payload has been put in place already.</summary>
    /// <param name="record">Exactly the bytes of the record, payload at <see cref="PayloadOffset"/>.</param>
    /// <param name="header">What to write before it.</param>
    /// <param name="key">The idempotency key.</param>
    /// <param name="seed">Checksum state of the file.</param>
    internal static void Write(Span<byte> record, in LogRecordHeader header, ReadOnlySpan<byte> key, uint seed)
    {
        int payloadOffset = PayloadOffset(key.Length);
        record[..payloadOffset].Clear();
        record[(payloadOffset + header.PayloadLength)..].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(record, header.PayloadLength);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], header.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], header.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], header.CommitPosition);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], header.SyncedSequence);
        record[40] = (byte)header.Kind;
        record[42] = (byte)key.Length;
        key.CopyTo(record[HeaderSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record[CrcOffset..], Checksum(record, seed));
    }

    /// <summary>Reads the fixed part. Nothing in it may be believed before <see cref="StoredChecksum"/> is right.</summary>
    /// <returns>Null, or why these bytes cannot be the beginning of a record.</returns>
    internal static string? ReadHeader(ReadOnlySpan<byte> bytes, out LogRecordHeader header)
    {
        header = new LogRecordHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            (LogRecordKind)bytes[40],
            bytes[42]);
        return header switch
        {
            { PayloadLength: < 0 or > MaxPayloadLength } => $"payload length {header.PayloadLength} is out of range",
            { KeyLength: > MaxKeyLength } => $"key length {header.KeyLength} is out of range",
            { Sequence: < 1 } => $"sequence {header.Sequence} is out of range",
            { Epoch: < 0 } => $"epoch {header.Epoch} is out of range",
            _ when header.SyncedSequence < 0 || header.SyncedSequence >= header.Sequence
                => $"synced sequence {header.SyncedSequence} is not below sequence {header.Sequence}",
            _ when header.CommitPosition < 0 || header.CommitPosition >= header.Sequence
                => $"commit position {header.CommitPosition} is not below sequence {header.Sequence}",
            _ => null,
        };
    }

    /// <summary>Whether a record that is whole needs a later version to be understood.</summary>
    internal static bool IsTooNew(ReadOnlySpan<byte> record)
        => !Enum.IsDefined((LogRecordKind)record[40]) || record[41] != 0 || record[43..HeaderSize].ContainsAnyExcept((byte)0);

    internal static uint StoredChecksum(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[CrcOffset..]);

    internal static uint Checksum(ReadOnlySpan<byte> record, uint seed)
        => Crc32C.Finish(Crc32C.Append(Crc32C.Append(seed, record[..CrcOffset]), record[8..]));

    private static int Padded(int length) => (length + Alignment - 1) & -Alignment;
}
