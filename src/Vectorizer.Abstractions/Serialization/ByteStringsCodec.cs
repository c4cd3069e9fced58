using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Serialization;

/// <summary>Writes <see cref="ByteStrings"/> as a count, the ends as little-endian int32, and the bytes.</summary>
[RegisterSerializer]
internal sealed class ByteStringsCodec : IFieldCodec<ByteStrings>
{
    public void WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, ByteStrings? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType, value))
        {
            return;
        }

        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(ByteStrings), WireType.LengthPrefixed);
        int endBytes = value!.Count * sizeof(int);
        writer.WriteVarUInt32(checked((uint)(sizeof(int) + endBytes + value.TotalBytes)));
        writer.WriteInt32(value.Count);
        writer.Write(MemoryMarshal.AsBytes(value.Ends));
        writer.Write(value.Bytes);
    }

    public ByteStrings? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
        {
            return ReferenceCodec.ReadReference<ByteStrings, TInput>(ref reader, field);
        }

        field.EnsureWireType(WireType.LengthPrefixed);
        int length = Lengths.Read(ref reader);
        int count = length >= sizeof(int) ? reader.ReadInt32() : -1;
        if (count < 0 || count > (length - sizeof(int)) / sizeof(int))
        {
            throw new SerializerException($"Byte strings of {length} bytes cannot hold {count} strings.");
        }

        int[] ends = GC.AllocateUninitializedArray<int>(count);
        reader.ReadBytes(MemoryMarshal.AsBytes(ends.AsSpan()));
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length - sizeof(int) - (count * sizeof(int)));
        reader.ReadBytes(bytes);
        ByteStrings strings;
        try
        {
            strings = new ByteStrings(ends, bytes);
        }
        catch (ArgumentException e)
        {
            throw new SerializerException("The ends of byte strings are not ascending up to the length of the buffer.", e);
        }

        ReferenceCodec.RecordObject(reader.Session, strings);
        return strings;
    }
}

[RegisterCopier]
internal sealed class ByteStringsCopier : ShallowCopier<ByteStrings>;
