using System.Buffers.Binary;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;
using Orleans.Serialization.WireProtocol;
using Microsoft.Extensions.DependencyInjection;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Tests.Serialization;

/// <summary>
/// A message whose lengths lie is refused with the serializer's own exception, before memory is taken for what it claims.
/// </summary>
public sealed class HostileLengthTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(100u * 1024 * 1024 + 1)]
    [InlineData(100u * 1024 * 1024)]
    [InlineData(9u)]
    public void A_length_beyond_what_follows_is_refused_without_allocating(uint length)
    {
        byte[] body = new byte[8];
        Read<VectorBlock>(4, new byte[4]); // Warm, so that only the hostile message is measured.
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<SerializerException>(() => Read<VectorBlock>(length, body));
        Assert.Throws<SerializerException>(() => Read<ByteStrings>(length, body));
        Assert.Throws<SerializerException>(() => Read<SlotMap>(length, body));

        // Three exceptions with their traces, not three buffers of 100 MiB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void A_vector_block_of_broken_floats_is_refused(int bytes)
        => Assert.Throws<SerializerException>(() => Read<VectorBlock>((uint)bytes, new byte[bytes]));

    [Theory]
    [InlineData(new int[0])] // No room for the count.
    [InlineData(new[] { -1 })] // Fewer than no strings.
    [InlineData(new[] { 2, 0 })] // Two ends claimed, one there.
    [InlineData(new[] { int.MaxValue, 0, 0 })]
    [InlineData(new[] { 2, 4, 0, 0 })] // The second string ends before the first.
    [InlineData(new[] { 1, 8, 0 })] // Ends behind the buffer.
    [InlineData(new[] { 1, 2, 0 })] // Leaves two bytes over.
    [InlineData(new[] { 2, -4, 4, 0 })]
    public void Byte_strings_whose_ends_lie_are_refused(int[] words)
        => Assert.Throws<SerializerException>(() => Read<ByteStrings>((uint)words.Length * 4, Bytes(words)));

    [Theory]
    [InlineData(new ushort[0])]
    [InlineData(new ushort[] { 4096 })] // An end without a segment.
    [InlineData(new ushort[] { 4095, 0 })] // A slot without a segment.
    [InlineData(new ushort[] { 4097, 0 })]
    [InlineData(new ushort[] { 100, 100, 4096, 0, 1, 2 })] // An empty range.
    public void A_slot_map_that_misses_slots_is_refused(ushort[] halfWords)
    {
        byte[] body = new byte[halfWords.Length * 2];
        Buffer.BlockCopy(halfWords, 0, body, 0, body.Length);

        Assert.Throws<SerializerException>(() => Read<SlotMap>((uint)body.Length, body));
    }

    private static byte[] Bytes(int[] words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        }

        return bytes;
    }

    /// <summary>Reads a value whose header claims <paramref name="length"/> bytes and is followed by <paramref name="body"/>.</summary>
    private T? Read<T>(uint length, byte[] body)
    {
        SerializerSessionPool sessions = _services.GetRequiredService<SerializerSessionPool>();
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        using (SerializerSession session = sessions.GetSession())
        {
            Writer<System.Buffers.ArrayBufferWriter<byte>> writer = Writer.Create(bytes, session);
            writer.WriteFieldHeader(0, typeof(T), typeof(T), WireType.LengthPrefixed);
            writer.WriteVarUInt32(length);
            writer.Write(body);
            writer.Commit();
        }

        using (SerializerSession session = sessions.GetSession())
        {
            Reader<SpanReaderInput> reader = Reader.Create(bytes.WrittenSpan, session);
            Field field = reader.ReadFieldHeader();
            IFieldCodec<T> codec = _services.GetRequiredService<Orleans.Serialization.Serializers.ICodecProvider>().GetCodec<T>();
            return codec.ReadValue(ref reader, field);
        }
    }
}
