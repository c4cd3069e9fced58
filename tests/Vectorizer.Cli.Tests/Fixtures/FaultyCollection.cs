using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>A collection of a <see cref="FaultyServer"/>.</summary>
internal sealed class FaultyCollection(int dimension)
{
    private static long s_lastId;

    public long Id { get; } = Interlocked.Increment(ref s_lastId);

    /// <summary>How many more times the collection describes itself as loading from disk, with no points yet.</summary>
    public int Recovering { get; set; }

    /// <summary>By id the vector and the payload, which is empty for none.</summary>
    public ConcurrentDictionary<string, (float[] Vector, string Payload)> Points { get; } = [];

    public string Describe(string name)
    {
        bool isReady = Recovering-- <= 0;
        return $$$"""
            {"name":"{{{name}}}","id":{{{Id}}},"state":"{{{(isReady ? "ready" : "recovering")}}}",
             "points":{{{(isReady ? Points.Count : 0)}}},"segments":1,
             "dimension":{{{dimension}}},"metric":"cosine","hnsw_config":{"m":16,"ef_construction":200,"ef_search":100},
             "compression":{"enabled":true,"threshold_bytes":1024}}
            """;
    }

    /// <summary>Reads a binary body as it is documented and stores its points. Returns how many they are.</summary>
    public int Store(ReadOnlySpan<byte> body)
    {
        Assert.True(body.StartsWith("VPB1"u8));
        int count = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        Assert.Equal(dimension, BinaryPrimitives.ReadInt32LittleEndian(body[8..]));
        int offset = 16 + BinaryPrimitives.ReadUInt16LittleEndian(body[12..]);
        string[] ids = new string[count];
        for (int i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(body[offset..]);
            ids[i] = Encoding.UTF8.GetString(body.Slice(offset + 2, length));
            offset += 2 + length;
        }

        string[] payloads = new string[count];
        for (int i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(body[offset..]);
            payloads[i] = Encoding.UTF8.GetString(body.Slice(offset + 4, length));
            offset += 4 + length;
        }

        offset = (offset + 3) & ~3;
        for (int i = 0; i < count; i++)
        {
            float[] vector = new float[dimension];
            for (int j = 0; j < dimension; j++)
            {
                vector[j] = BinaryPrimitives.ReadSingleLittleEndian(body[offset..]);
                offset += 4;
            }

            Points[ids[i]] = (vector, payloads[i]);
        }

        Assert.Equal(body.Length, offset);
        return count;
    }
}
