using System.Text.Json.Serialization;
using Vectorizer.Client.Serialization;

namespace Vectorizer.Client.Search;

/// <summary>What a search is to find the like of, or the unlike: a point of the collection, or a vector.</summary>
[JsonConverter(typeof(ExampleJsonConverter))]
public readonly record struct Example
{
    private Example(string? id, ReadOnlyMemory<float> vector)
    {
        Id = id;
        Vector = vector;
    }

    /// <summary>The id of the point; null where a vector is given.</summary>
    public string? Id { get; }

    /// <summary>The vector; empty where an id is given.</summary>
    public ReadOnlyMemory<float> Vector { get; }

    /// <summary>A point by its id.</summary>
    public static Example Point(string id) => new(id, default);

    /// <summary>A vector.</summary>
    public static Example Of(ReadOnlyMemory<float> vector) => new(null, vector);

    public static implicit operator Example(string id) => Point(id);

    public static implicit operator Example(float[] vector) => Of(vector);
}
