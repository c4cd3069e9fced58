using System.Buffers;
using System.Text.Json;
using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>The file <c>node.json</c>: JSON, so that an operator can read it.</summary>
/// <remarks>
/// product     "vectorizer"
/// version     1: of the whole directory, raised when older programs must keep away
/// node        name of the node
/// cluster_id  of the cluster
/// Unknown members are refused: a later version that adds one raises the number.
/// </remarks>
public static class NodeFileFormat
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private const string Product = "vectorizer";

    /// <summary>Writes the file.</summary>
    public static byte[] Write(NodeIdentity identity)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("product", Product);
            json.WriteNumber("version", Version);
            json.WriteString("node", identity.Node);
            json.WriteString("cluster_id", identity.ClusterId);
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatMismatchException">It is not ours, or of another version.</exception>
    /// <exception cref="CorruptDataException">It is not what was written.</exception>
    public static NodeIdentity Read(ReadOnlyMemory<byte> bytes, string file)
    {
        Dictionary<string, JsonElement> members;
        try
        {
            members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(bytes.Span) ?? [];
        }
        catch (JsonException exception)
        {
            throw new CorruptDataException(file, exception.BytePositionInLine ?? 0, "it is not JSON");
        }

        if (Text("product") != Product)
        {
            throw new FormatMismatchException(file, FormatMismatch.Foreign, "it does not name this product");
        }

        if (!members.TryGetValue("version", out JsonElement number) || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt32(out int version))
        {
            throw new CorruptDataException(file, 0, "it has no version");
        }

        if (version != Version)
        {
            throw new FormatMismatchException(
                file,
                version > Version ? FormatMismatch.TooNew : FormatMismatch.TooOld,
                $"it has version {version}, this program reads {Version}");
        }

        return members.Count == 4 && Text("node") is { Length: > 0 } node && Text("cluster_id") is { Length: > 0 } cluster
            ? new NodeIdentity(node, cluster)
            : throw new CorruptDataException(file, 0, "it should have product, version, node and cluster_id, and nothing else");

        string? Text(string name)
            => members.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
