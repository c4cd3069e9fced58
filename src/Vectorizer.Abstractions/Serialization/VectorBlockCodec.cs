using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Serialization;

/// <summary>Writes the floats of a <see cref="VectorBlock"/> as one run of little-endian bytes.</summary>
[RegisterSerializer]
internal sealed class VectorBlockCodec : IFieldCodec<VectorBlock?>
{
    public void WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, VectorBlock? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType, value))
        {
            return;
        }

        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(VectorBlock), WireType.LengthPrefixed);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(value!.Values.Span);
        writer.WriteVarUInt32((uint)bytes.Length);
        writer.Write(bytes);
    }

    public VectorBlock? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
        {
            return ReferenceCodec.ReadReference<VectorBlock, TInput>(ref reader, field);
        }

        field.EnsureWireType(WireType.LengthPrefixed);
        int bytes = Lengths.Read(ref reader);
        if (bytes % sizeof(float) != 0)
        {
            throw new SerializerException($"A vector block of {bytes} bytes is not a whole number of floats.");
        }

        float[] values = GC.AllocateUninitializedArray<float>(bytes / sizeof(float));
        reader.ReadBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        VectorBlock block = new(values);
        ReferenceCodec.RecordObject(reader.Session, block);
        return block;
    }
}

[RegisterCopier]
internal sealed class VectorBlockCopier : ShallowCopier<VectorBlock>;
