using System.Text.Json;

namespace Vectorizer.Client.Points;

/// <summary>A point: an id, its vector or vectors, and a payload.</summary>
public sealed record Point
{
    /// <summary>1 to 256 bytes of UTF-8 without NUL, compared by bytes.</summary>
    public required string Id { get; init; }

    /// <summary>The unnamed vector; null in a collection of named vector fields, and where it was not asked for.</summary>
    public ReadOnlyMemory<float>? Vector { get; init; }

    /// <summary>The named vectors.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<float>>? Vectors { get; init; }

    /// <summary>A JSON object, or null.</summary>
    public JsonElement? Payload { get; init; }
}
