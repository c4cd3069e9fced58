using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>The payload of a <see cref="LogRecordKind.SegmentWrite"/> record: points stored, deleted and given other payloads together.</summary>
/// <remarks>
/// offset  size  field          meaning
///      0     4  count          mutations, at least 1
///      4     4  floats         of all mutations
///      8     4  id bytes       of all mutations
///     12     4  payload bytes  of all mutations
///     16  24·n  entries        one per mutation, in order:
///                 0  8  fields          bit per vector field that the point has
///                 8  4  floats          of its vectors, in order of field number
///                12  4  payload bytes
///                16  2  id bytes        1..256
///                18  1  operation       1 upsert, 2 delete, 3 revise: other payload, same vectors; fields and floats are 0
///                19  5  reserved        0
///      …     4·  floats         IEEE 754 single precision, all mutations one after the other: read by one copy
///      …     …   ids            UTF-8, one after the other
///      …     …   payloads       JSON in UTF-8, one after the other
///      …    0/8  fingerprint    of the request that the mutations were computed from, where an idempotency key must tell it
///                               again; absent otherwise. The lengths above say whether it is there
/// </remarks>
public static class SegmentWriteFormat
{
    private const int HeaderSize = 16;
    private const int EntrySize = 24;
    private const int MaxIdLength = 256;
    private const int FingerprintSize = sizeof(ulong);

    /// <summary>Bytes that the mutations take.</summary>
    /// <param name="mutations">The write.</param>
    /// <param name="hasFingerprint">Whether the fingerprint of a request is written behind them.</param>
    /// <exception cref="ArgumentException">More than a record can hold, none, or one that is not well formed.</exception>
    public static int SizeOf(ReadOnlySpan<PointMutation> mutations, bool hasFingerprint = false)
    {
        long size = HeaderSize + (hasFingerprint ? FingerprintSize : 0);
        foreach (ref readonly PointMutation mutation in mutations)
        {
            if (Fault(mutation.Id.Length, mutation.Operation, mutation.Fields, mutation.Values.Length, mutation.Payload.Length) is { } fault)
            {
                throw new ArgumentException(fault, nameof(mutations));
            }

            size += EntrySize + ((long)mutation.Values.Length * sizeof(float)) + mutation.Id.Length + mutation.Payload.Length;
        }

        return mutations.Length == 0 ? throw new ArgumentException("A write has at least one mutation.", nameof(mutations))
            : size <= LogRecordFormat.MaxPayloadLength ? (int)size
            : throw new ArgumentException(
                $"The write takes {size} bytes in the log, at most {LogRecordFormat.MaxPayloadLength} are allowed.", nameof(mutations));
    }

    /// <summary>Writes the mutations into exactly <see cref="SizeOf"/> bytes.</summary>
    public static void Write(ReadOnlySpan<PointMutation> mutations, Span<byte> destination, ulong? fingerprint = null)
    {
        int floats = 0;
        int idBytes = 0;
        int payloadBytes = 0;
        Span<byte> entry = destination[HeaderSize..];
        foreach (ref readonly PointMutation mutation in mutations)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(entry, mutation.Fields);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], mutation.Values.Length);
            BinaryPrimitives.WriteInt32LittleEndian(entry[12..], mutation.Payload.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[16..], (ushort)mutation.Id.Length);
            entry[18] = (byte)mutation.Operation;
            entry[19..EntrySize].Clear();
            entry = entry[EntrySize..];
            floats += mutation.Values.Length;
            idBytes += mutation.Id.Length;
            payloadBytes += mutation.Payload.Length;
        }

        BinaryPrimitives.WriteInt32LittleEndian(destination, mutations.Length);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], floats);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], idBytes);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], payloadBytes);

        int offset = HeaderSize + (mutations.Length * EntrySize);
        Span<byte> values = destination[offset..];
        Span<byte> ids = values[(floats * sizeof(float))..];
        Span<byte> payloads = ids[idBytes..];
        foreach (ref readonly PointMutation mutation in mutations)
        {
            WriteFloats(mutation.Values.Span, values);
            values = values[(mutation.Values.Length * sizeof(float))..];
            mutation.Id.Span.CopyTo(ids);
            ids = ids[mutation.Id.Length..];
            mutation.Payload.Span.CopyTo(payloads);
            payloads = payloads[mutation.Payload.Length..];
        }

        if (fingerprint is { } number)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(payloads, number);
        }
    }

    /// <summary>Reads what <see cref="Write"/> has written; the mutations own their memory.</summary>
    /// <exception cref="InvalidDataException">The bytes contradict each other.</exception>
    public static PointMutation[] Read(ReadOnlySpan<byte> payload) => Read(payload, out _);

    /// <inheritdoc cref="Read(ReadOnlySpan{byte})"/>
    /// <param name="payload">The bytes.</param>
    /// <param name="fingerprint">Of the request that the mutations were computed from, or null.</param>
    public static PointMutation[] Read(ReadOnlySpan<byte> payload, out ulong? fingerprint)
    {
        fingerprint = null;
        if (payload.Length < HeaderSize)
        {
            throw Bad($"{payload.Length} bytes are too few");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(payload);
        int floats = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        int idBytes = BinaryPrimitives.ReadInt32LittleEndian(payload[8..]);
        int payloadBytes = BinaryPrimitives.ReadInt32LittleEndian(payload[12..]);
        long size = HeaderSize + ((long)count * EntrySize) + ((long)floats * sizeof(float)) + idBytes + payloadBytes;
        if (count < 1 || floats < 0 || idBytes < 0 || payloadBytes < 0
            || (size != payload.Length && size + FingerprintSize != payload.Length))
        {
            throw Bad($"{count} mutations, {floats} floats, {idBytes} and {payloadBytes} bytes do not make {payload.Length} bytes");
        }

        if (size != payload.Length)
        {
            fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(payload[^FingerprintSize..]);
            payload = payload[..^FingerprintSize];
        }

        // The lengths fit the payload, so what is allocated from here on is not more than was read.
        ReadOnlySpan<byte> entries = payload.Slice(HeaderSize, count * EntrySize);
        float[] values = ReadFloats(payload.Slice(HeaderSize + entries.Length, floats * sizeof(float)));
        byte[] texts = payload[^(idBytes + payloadBytes)..].ToArray();
        PointMutation[] mutations = new PointMutation[count];
        int value = 0;
        int id = 0;
        int text = idBytes;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(i * EntrySize, EntrySize);
            ulong fields = BinaryPrimitives.ReadUInt64LittleEndian(entry);
            int valueCount = BinaryPrimitives.ReadInt32LittleEndian(entry[8..]);
            int textLength = BinaryPrimitives.ReadInt32LittleEndian(entry[12..]);
            int idLength = BinaryPrimitives.ReadUInt16LittleEndian(entry[16..]);
            PointOperation operation = (PointOperation)entry[18];
            if (operation is not (PointOperation.Upsert or PointOperation.Delete or PointOperation.Revise)
                || entry[19..].ContainsAnyExcept((byte)0))
            {
                throw Bad($"operation {(int)operation} of mutation {i} is unknown");
            }

            if (Fault(idLength, operation, fields, valueCount, textLength) is { } fault)
            {
                throw Bad($"mutation {i}: {fault}");
            }

            if (valueCount > floats - value || idLength > idBytes - id || textLength > texts.Length - text)
            {
                throw Bad($"mutation {i} reaches beyond the end");
            }

            ReadOnlyMemory<byte> pointId = texts.AsMemory(id, idLength);
            mutations[i] = operation switch
            {
                PointOperation.Delete => PointMutation.Delete(pointId),
                PointOperation.Revise => PointMutation.Revise(pointId, texts.AsMemory(text, textLength)),
                _ => PointMutation.Upsert(pointId, fields, values.AsMemory(value, valueCount), texts.AsMemory(text, textLength)),
            };
            value += valueCount;
            id += idLength;
            text += textLength;
        }

        return value == floats && id == idBytes && text == texts.Length
            ? mutations
            : throw Bad("the mutations do not use all bytes");
    }

    private static string? Fault(int idLength, PointOperation operation, ulong fields, int floats, int payloadLength)
    {
        if (idLength is < 1 or > MaxIdLength)
        {
            return $"an id has 1..{MaxIdLength} bytes, found {idLength}";
        }

        return operation switch
        {
            PointOperation.Delete => fields == 0 && floats == 0 && payloadLength == 0 ? null : "a delete carries nothing but the id",
            PointOperation.Revise => fields == 0 && floats == 0 && payloadLength >= 0 ? null : "a revision carries id and payload alone",
            _ => fields != 0 && floats > 0 && payloadLength >= 0 ? null : "an upsert carries at least one vector",
        };
    }

    private static void WriteFloats(ReadOnlySpan<float> source, Span<byte> destination)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(source).CopyTo(destination);
            return;
        }

        for (int i = 0; i < source.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(destination[(i * sizeof(float))..], source[i]);
        }
    }

    private static float[] ReadFloats(ReadOnlySpan<byte> source)
    {
        float[] values = GC.AllocateUninitializedArray<float>(source.Length / sizeof(float));
        if (BitConverter.IsLittleEndian)
        {
            source.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(i * sizeof(float))..]);
        }

        return values;
    }

    private static InvalidDataException Bad(string what) => new($"Not a segment write: {what}.");
}
