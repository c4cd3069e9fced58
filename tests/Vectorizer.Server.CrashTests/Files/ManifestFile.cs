using System.Text;

namespace Vectorizer.Server.CrashTests.Files;

/// <summary>The record of state that names the snapshots of a segment; found by its key, which the file holds.</summary>
internal static class ManifestFile
{
    public static string OfSegment(string dataDirectory, string collectionId, int segment = 0)
    {
        byte[] key = Encoding.UTF8.GetBytes($"{collectionId}/{segment}/");
        return Directory.GetFiles(Path.Combine(dataDirectory, "state"), "*.state")
            .Single(path => File.ReadAllBytes(path).AsSpan().IndexOf(key) >= 0);
    }

    /// <summary>Flips one bit in the last quarter, where the state is.</summary>
    public static void Damage(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^(bytes.Length / 4)] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }
}
