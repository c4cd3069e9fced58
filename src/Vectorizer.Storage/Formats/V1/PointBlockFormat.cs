using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>A block of the kind <see cref="SnapshotBlockKind.Points"/>: points one after the other.</summary>
/// <remarks>
/// offset size  field    meaning
///      0    4  ordinal  greater than that of the point before
///      4    4  payload  bytes, as they are stored here
///      8    8  sequence of the write that stored the point
///     16    8  fields   bit per vector field that it has
///     24    2  id       bytes
///     26    2  encoding of the payload: 0 plain, 1 its length in 4 bytes and an LZ4 block
///     28    …  id, payload
/// </remarks>
internal static class PointBlockFormat
{
    private const int HeaderSize = 28;
    private const ushort Plain = 0;
    private const ushort Compressed = 1;

    public static int SizeOf(SegmentCapture capture, int ordinal)
        => HeaderSize + capture.Id(ordinal).Length + capture.StoredPayload(ordinal, out _).Length;

    public static void Write(SegmentCapture capture, int ordinal, Span<byte> destination)
    {
        ReadOnlySpan<byte> id = capture.Id(ordinal);
        ReadOnlySpan<byte> payload = capture.StoredPayload(ordinal, out bool isCompressed);
        BinaryPrimitives.WriteInt32LittleEndian(destination, ordinal);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], capture.SequenceOf(ordinal));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], capture.FieldsOf(ordinal));
        BinaryPrimitives.WriteUInt16LittleEndian(destination[24..], (ushort)id.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[26..], isCompressed ? Compressed : Plain);
        id.CopyTo(destination[HeaderSize..]);
        payload.CopyTo(destination[(HeaderSize + id.Length)..]);
    }

    /// <summary>Reads a block into a segment.</summary>
    /// <exception cref="InvalidDataException">The bytes contradict each other.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(ReadOnlySpan<byte> block, int count, SegmentLoader loader)
    {
        for (int i = 0; i < count; i++)
        {
            int idLength = block.Length >= HeaderSize ? BinaryPrimitives.ReadUInt16LittleEndian(block[24..]) : 0;
            int payloadLength = block.Length >= HeaderSize ? BinaryPrimitives.ReadInt32LittleEndian(block[4..]) : -1;
            ushort encoding = block.Length >= HeaderSize ? BinaryPrimitives.ReadUInt16LittleEndian(block[26..]) : Plain;
            if (encoding > Compressed)
            {
                throw new NotSupportedException($"the payload of point {i} has the unknown encoding {encoding}");
            }

            if (payloadLength < 0 || payloadLength > block.Length - HeaderSize - idLength)
            {
                throw new InvalidDataException($"point {i} of a block of {count} reaches beyond its end");
            }

            loader.AddPoint(
                BinaryPrimitives.ReadInt32LittleEndian(block),
                BinaryPrimitives.ReadInt64LittleEndian(block[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(block[16..]),
                block.Slice(HeaderSize, idLength),
                block.Slice(HeaderSize + idLength, payloadLength),
                encoding == Compressed);
            block = block[(HeaderSize + idLength + payloadLength)..];
        }

        if (!block.IsEmpty)
        {
            throw new InvalidDataException($"a block of {count} points has {block.Length} bytes more");
        }
    }
}
