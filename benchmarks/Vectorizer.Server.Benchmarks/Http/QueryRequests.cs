using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Vectorizer.Client.Search;
using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>Renders the queries as whole HTTP requests, before any clock runs.</summary>
internal static class QueryRequests
{
    /// <summary>Content type and body of a query.</summary>
    public static (string ContentType, byte[] Body) Body(BodyKind kind, ReadOnlySpan<float> vector, int ef) => kind switch
    {
        BodyKind.Json => ("application/json", Encoding.UTF8.GetBytes(
            $$"""{"vector":[{{string.Join(',', vector.ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture)))}}],{{Rest(ef)}}}""")),
        BodyKind.Base64 => ("application/json", Encoding.UTF8.GetBytes(
            $$"""{"vector":"{{Convert.ToBase64String(MemoryMarshal.AsBytes(vector))}}",{{Rest(ef)}}}""")),
        _ => (VectorQueryBatch.MediaType, Binary(vector, ef)),
    };

    /// <summary>Writes all queries of the data to a file for <see cref="LoadGenerator"/>.</summary>
    public static void Write(string path, string collection, BodyKind kind, DataSet data, int ef)
    {
        using FileStream file = File.Create(path);
        Span<byte> length = stackalloc byte[sizeof(int)];
        for (int query = 0; query < data.QueryCount; query++)
        {
            (string contentType, byte[] body) = Body(kind, data.Query(query), ef);
            string accept = kind == BodyKind.Binary ? $"Accept: {QueryHits.MediaType}\r\n" : "";
            byte[] head = Encoding.ASCII.GetBytes(
                $"POST /api/v1/collections/{collection}/query HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + $"Content-Type: {contentType}\r\n{accept}Content-Length: {body.Length}\r\n\r\n");
            BinaryPrimitives.WriteInt32LittleEndian(length, head.Length + body.Length);
            file.Write(length);
            file.Write(head);
            file.Write(body);
        }
    }

    private static string Rest(int ef) => $"\"limit\":{DataSet.Neighbors},\"ef\":{ef},\"with_payload\":false";

    private static byte[] Binary(ReadOnlySpan<float> vector, int ef)
    {
        VectorQueryBatch batch = new(vector.Length) { Limit = DataSet.Neighbors, Ef = ef };
        batch.Add(vector);
        return batch.ToBody();
    }
}
