using System.Text;

namespace Vectorizer.Client.Orleans;

/// <summary>What a search is to find the like of, or the unlike: a point of the collection, or a vector.</summary>
public readonly record struct Example
{
    private Example(ReadOnlyMemory<byte> id, ReadOnlyMemory<float> vector)
    {
        Id = id;
        Vector = vector;
    }

    /// <summary>The id of the point, UTF-8; empty where a vector is given.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>The vector, as long as the field's dimension; empty where an id is given.</summary>
    public ReadOnlyMemory<float> Vector { get; }

    /// <summary>A point by its id in UTF-8.</summary>
    public static Example Point(ReadOnlyMemory<byte> id) => new(id, default);

    /// <summary>A vector.</summary>
    public static Example Of(ReadOnlyMemory<float> vector) => new(default, vector);

    public static implicit operator Example(string id) => Point(Encoding.UTF8.GetBytes(id));

    public static implicit operator Example(float[] vector) => Of(vector);
}
