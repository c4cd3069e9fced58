using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Abstractions.Serialization;

/// <summary>Writes a <see cref="SlotMap"/> as the ends of its ranges, then their segments, each little-endian uint16.</summary>
[RegisterSerializer]
internal sealed class SlotMapCodec : IFieldCodec<SlotMap>
{
    public void WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, SlotMap? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType, value))
        {
            return;
        }

        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(SlotMap), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)(2 * sizeof(ushort) * value!.RangeCount));
        writer.Write(MemoryMarshal.AsBytes(value.Ends));
        writer.Write(MemoryMarshal.AsBytes(value.Segments));
    }

    public SlotMap? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
        {
            return ReferenceCodec.ReadReference<SlotMap, TInput>(ref reader, field);
        }

        field.EnsureWireType(WireType.LengthPrefixed);
        int length = Lengths.Read(ref reader);
        int ranges = length / (2 * sizeof(ushort));
        if (ranges is < 1 or > PointSlots.Count || length % (2 * sizeof(ushort)) != 0)
        {
            throw new SerializerException($"A slot map of {length} bytes is not 1..{PointSlots.Count} ranges.");
        }

        ushort[] ends = new ushort[ranges];
        ushort[] segments = new ushort[ranges];
        reader.ReadBytes(MemoryMarshal.AsBytes(ends.AsSpan()));
        reader.ReadBytes(MemoryMarshal.AsBytes(segments.AsSpan()));
        SlotMap map;
        try
        {
            map = new SlotMap(ends, segments);
        }
        catch (ArgumentException e)
        {
            throw new SerializerException("A slot map does not cover every slot once.", e);
        }

        ReferenceCodec.RecordObject(reader.Session, map);
        return map;
    }
}

[RegisterCopier]
internal sealed class SlotMapCopier : ShallowCopier<SlotMap>;
