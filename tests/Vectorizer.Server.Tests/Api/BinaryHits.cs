using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;

namespace Vectorizer.Server.Tests.Api;

/// <summary>A hit of a binary answer.</summary>
internal sealed record BinaryHit(string Id, float Score, float[] Vector, string? Payload);

/// <summary>Reads binary answers as they are documented, independently of the code that writes them.</summary>
internal static class BinaryHits
{
    public const string Type = "application/vnd.vectorizer.hits";

    /// <summary>Sends queries and asks for a binary answer.</summary>
    public static async Task<(string? ContentType, byte[] Body)> SendAsync(
        HttpClient http, string path, byte[] body, string contentType, string accept = Type)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The hits of each query. Every byte of the answer has to belong to something.</summary>
    public static BinaryHit[][] Read(byte[] answer)
    {
        using BinaryReader reader = new(new MemoryStream(answer));
        Assert.Equal("VHB1", Encoding.ASCII.GetString(reader.ReadBytes(4)));
        BinaryHit[][] queries = new BinaryHit[reader.ReadUInt32()][];
        reader.ReadUInt32();
        for (int query = 0; query < queries.Length; query++)
        {
            int hits = (int)reader.ReadUInt32();
            int dimension = (int)reader.ReadUInt32();
            uint flags = reader.ReadUInt32();
            Assert.True(flags is 0 or 2);
            float[] scores = Floats(reader, hits);
            float[][] vectors = [.. Enumerable.Range(0, hits).Select(_ => Floats(reader, dimension))];
            string[] ids = [.. Enumerable.Range(0, hits).Select(_ => Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadUInt16())))];
            string[] payloads = [.. Enumerable.Range(0, flags == 2 ? hits : 0).Select(_ => Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadUInt32())))];
            while (reader.BaseStream.Position % 4 != 0)
            {
                Assert.Equal(0, reader.ReadByte());
            }

            queries[query] = [.. Enumerable.Range(0, hits).Select(
                i => new BinaryHit(ids[i], scores[i], vectors[i], payloads.Length > 0 && payloads[i].Length > 0 ? payloads[i] : null))];
        }

        Assert.Equal(answer.Length, reader.BaseStream.Position);
        return queries;
    }

    private static float[] Floats(BinaryReader reader, int count)
        => MemoryMarshal.Cast<byte, float>(reader.ReadBytes(sizeof(float) * count)).ToArray();
}
