using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Vectorizer.Client.Serialization;

namespace Vectorizer.Client.Search;

/// <summary>Vectors to search near, all with the same settings, in the binary body.</summary>
/// <remarks>
/// <code>
/// offset size  field
///      0    4  magic       "VQB1"
///      4    4  count       queries
///      8    4  dimension
///     12    2  name bytes  of the vector field; 0 is the unnamed one
///     14    2  flags       1 exact, 2 with payload, 4 with vector
///     16    4  limit
///     20    4  ef          0 takes the field's own
///     24       name, then zeros up to a multiple of 4, then the vectors, float32
/// </code>
/// All integers and floats are little-endian.
/// </remarks>
public sealed class VectorQueryBatch(int dimension, string? field = null)
{
    /// <summary>Media type of the body.</summary>
    public const string MediaType = "application/vnd.vectorizer.query";

    private const int HeaderBytes = 24;

    private readonly byte[] _field = Encoding.UTF8.GetBytes(field ?? "");
    private readonly ArrayBufferWriter<byte> _vectors = new();

    /// <summary>Name of the vector field; empty for the unnamed one.</summary>
    public string Field { get; } = field ?? "";

    /// <summary>Numbers in every vector.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>Queries in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Points to return for each query, 1 to 10,000.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Candidates kept while searching; 0 takes the field's own.</summary>
    public int Ef { get; init; }

    /// <summary>Compare with every point instead of walking the graph.</summary>
    public bool Exact { get; init; }

    /// <summary>Return payloads.</summary>
    public bool WithPayload { get; init; }

    /// <summary>Return vectors.</summary>
    public bool WithVector { get; init; }

    /// <summary>Appends a query.</summary>
    /// <exception cref="ArgumentException">The vector has another dimension.</exception>
    public void Add(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException(
                $"The vector has {vector.Length} numbers; the batch holds vectors of {Dimension}.", nameof(vector));
        }

        LittleEndianFloats.Append(_vectors, vector);
        Count++;
    }

    /// <summary>The body.</summary>
    public byte[] ToBody()
    {
        int vectorsAt = (HeaderBytes + _field.Length + 3) & ~3;
        byte[] body = new byte[vectorsAt + _vectors.WrittenCount];
        "VQB1"u8.CopyTo(body);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), Count);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), Dimension);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(12), checked((ushort)_field.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(14), Flags());
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(16), Limit);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(20), Ef);
        _field.CopyTo(body.AsSpan(HeaderBytes));
        _vectors.WrittenSpan.CopyTo(body.AsSpan(vectorsAt));
        return body;
    }

    private ushort Flags() => (ushort)((Exact ? 1 : 0) | (WithPayload ? 2 : 0) | (WithVector ? 4 : 0));
}
