using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Vectorizer.Client.Serialization;

namespace Vectorizer.Client.Points;

/// <summary>Points to upsert in the binary body: a third of the bytes of JSON, and nothing to parse.</summary>
/// <remarks>
/// Reusable: <see cref="Clear"/> keeps the memory. Not for several threads at once. A batch that is being sent is
/// borrowed by the request: it must not be changed before the call has ended.
/// <code>
/// offset       size  field
///      0          4  magic       "VPB1"
///      4          4  count       points
///      8          4  dimension
///     12          2  name bytes  of the vector field; 0 is the unnamed one
///     14          2  reserved    0
///     16             name, then an id of each point (uint16 bytes, UTF-8),
///                    then a payload of each point (uint32 bytes, JSON; 0 bytes are none),
///                    then zeros up to a multiple of 4, then the vectors, float32
/// </code>
/// All integers and floats are little-endian.
/// </remarks>
public sealed class PointBatch
{
    /// <summary>Media type of the body.</summary>
    public const string MediaType = "application/vnd.vectorizer.points";

    /// <summary>The longest id, in bytes of UTF-8.</summary>
    public const int MaxIdBytes = 256;

    private const int HeaderBytes = 16;

    private readonly byte[] _field;
    private readonly ArrayBufferWriter<byte> _ids = new();
    private readonly ArrayBufferWriter<byte> _payloads = new();
    private readonly ArrayBufferWriter<byte> _vectors = new();

    /// <param name="dimension">Numbers in every vector, at least 1.</param>
    /// <param name="field">Name of the vector field; null or empty for the unnamed one.</param>
    public PointBatch(int dimension, string? field = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Dimension = dimension;
        _field = Encoding.UTF8.GetBytes(field ?? "");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_field.Length, ushort.MaxValue, nameof(field));
    }

    /// <summary>Numbers in every vector.</summary>
    public int Dimension { get; }

    /// <summary>Points in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Length of the body, in bytes.</summary>
    public long ByteLength => HeadBytes + PaddingBytes + _vectors.WrittenCount;

    private int HeadBytes => HeaderBytes + _field.Length + _ids.WrittenCount + _payloads.WrittenCount;

    private int PaddingBytes => -HeadBytes & 3;

    /// <summary>Appends a point.</summary>
    /// <param name="id">1 to 256 bytes of UTF-8.</param>
    /// <param name="vector">As many numbers as <see cref="Dimension"/>.</param>
    /// <param name="payload">A JSON object in UTF-8; empty for none.</param>
    /// <exception cref="ArgumentException">The id is empty or too long, or the vector has another dimension.</exception>
    public void Add(ReadOnlySpan<byte> id, ReadOnlySpan<float> vector, ReadOnlySpan<byte> payload = default)
    {
        if (id.Length is 0 or > MaxIdBytes)
        {
            throw new ArgumentException($"The id has {id.Length} bytes; 1 to {MaxIdBytes} are allowed.", nameof(id));
        }

        if (vector.Length != Dimension)
        {
            throw new ArgumentException(
                $"The vector has {vector.Length} numbers; the batch holds vectors of {Dimension}.", nameof(vector));
        }

        BinaryPrimitives.WriteUInt16LittleEndian(_ids.GetSpan(sizeof(ushort)), (ushort)id.Length);
        _ids.Advance(sizeof(ushort));
        _ids.Write(id);
        BinaryPrimitives.WriteInt32LittleEndian(_payloads.GetSpan(sizeof(int)), payload.Length);
        _payloads.Advance(sizeof(int));
        _payloads.Write(payload);
        LittleEndianFloats.Append(_vectors, vector);
        Count++;
    }

    /// <summary>Appends a point whose id is text.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, ReadOnlySpan{float}, ReadOnlySpan{byte})"/>
    public void Add(string id, ReadOnlySpan<float> vector, ReadOnlySpan<byte> payload = default) =>
        Add(Encoding.UTF8.GetBytes(id), vector, payload);

    /// <summary>Makes the batch empty and keeps its memory.</summary>
    public void Clear()
    {
        Count = 0;
        _ids.ResetWrittenCount();
        _payloads.ResetWrittenCount();
        _vectors.ResetWrittenCount();
    }

    /// <summary>Writes the body.</summary>
    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        await stream.WriteAsync(Header(), cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(_ids.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(_payloads.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(new byte[PaddingBytes], cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(_vectors.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private byte[] Header()
    {
        byte[] header = new byte[HeaderBytes + _field.Length];
        "VPB1"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), Count);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Dimension);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(12), (ushort)_field.Length);
        _field.CopyTo(header.AsSpan(HeaderBytes));
        return header;
    }
}
