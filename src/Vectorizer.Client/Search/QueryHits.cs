using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Vectorizer.Client.Serialization;

namespace Vectorizer.Client.Search;

/// <summary>Reads the binary answer to queries.</summary>
/// <remarks>
/// <code>
/// offset size  field
///      0    4  magic       "VHB1"
///      4    4  count       queries
///      8    4  took        microseconds
///     then for each query:
///      0    4  hits
///      4    4  dimension   of the vectors; 0 without
///      8    4  flags       2 payloads follow
///     12       scores (float32), vectors (float32), ids (uint16 bytes, UTF-8),
///              payloads (uint32 bytes, JSON; 0 bytes are none), then zeros up to a multiple of 4
/// </code>
/// All integers and floats are little-endian.
/// </remarks>
public static class QueryHits
{
    /// <summary>Media type of the answer.</summary>
    public const string MediaType = "application/vnd.vectorizer.hits";

    private const int WithPayloads = 2;

    /// <summary>The answer to each query.</summary>
    /// <param name="answer">The body.</param>
    /// <param name="field">Name of the vector field searched; empty for the unnamed one.</param>
    /// <exception cref="FormatException">The bytes are not such an answer.</exception>
    public static QueryBatchResult Parse(ReadOnlySpan<byte> answer, string field = "")
    {
        Reader reader = new(answer);
        if (!reader.Read(4).SequenceEqual("VHB1"u8))
        {
            throw new FormatException("The answer does not begin with VHB1.");
        }

        int queries = reader.ReadLength();
        double tookMs = (uint)reader.ReadInt32() / 1000.0;
        List<QueryResult> results = [];
        for (int query = 0; query < queries; query++)
        {
            results.Add(new QueryResult { Points = reader.ReadPoints(field) });
        }

        return new QueryBatchResult { Results = results, TookMs = tookMs };
    }

    private ref struct Reader(ReadOnlySpan<byte> answer)
    {
        private readonly ReadOnlySpan<byte> _answer = answer;
        private int _at;

        public ScoredPoint[] ReadPoints(string field)
        {
            int count = ReadLength();
            int dimension = ReadLength();
            bool withPayloads = (ReadInt32() & WithPayloads) != 0;
            float[] scores = LittleEndianFloats.Parse(Read(checked(sizeof(float) * count)))!;
            float[] vectors = LittleEndianFloats.Parse(Read(checked(sizeof(float) * count * dimension)))!;
            ScoredPoint[] points = new ScoredPoint[count];
            for (int i = 0; i < count; i++)
            {
                ReadOnlyMemory<float> vector = vectors.AsMemory(i * dimension, dimension);
                points[i] = new ScoredPoint
                {
                    Id = Encoding.UTF8.GetString(Read(BinaryPrimitives.ReadUInt16LittleEndian(Read(sizeof(ushort))))),
                    Score = scores[i],
                    Vector = dimension > 0 && field.Length == 0 ? vector : (ReadOnlyMemory<float>?)null,
                    Vectors = dimension > 0 && field.Length > 0
                        ? new Dictionary<string, ReadOnlyMemory<float>> { [field] = vector }
                        : null,
                };
            }

            for (int i = 0; withPayloads && i < count; i++)
            {
                ReadOnlySpan<byte> payload = Read(ReadLength());
                if (!payload.IsEmpty)
                {
                    Utf8JsonReader json = new(payload);
                    points[i] = points[i] with { Payload = JsonElement.ParseValue(ref json) };
                }
            }

            Read(-_at & 3);
            return points;
        }

        public int ReadLength() => ReadInt32() is >= 0 and var length
            ? length
            : throw new FormatException("A length in the answer is negative.");

        public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Read(sizeof(int)));

        public ReadOnlySpan<byte> Read(int length)
        {
            if (length > _answer.Length - _at)
            {
                throw new FormatException($"The answer ends at byte {_answer.Length}, within {length} bytes from byte {_at} on.");
            }

            ReadOnlySpan<byte> bytes = _answer.Slice(_at, length);
            _at += length;
            return bytes;
        }
    }
}
