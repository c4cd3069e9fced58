namespace Vectorizer.Abstractions.Points;

/// <summary>Floats of one or many vectors in one buffer, copied as raw bytes when they cross a silo boundary.</summary>
/// <remarks>
/// Immutable once handed over. A bare <c>float[]</c> in a grain interface would be written float by float, which
/// costs about 25 times as much.
/// </remarks>
[Immutable]
public sealed class VectorBlock(float[] values)
{
    /// <summary>No floats.</summary>
    public static readonly VectorBlock Empty = new([]);

    /// <summary>The floats, vector after vector.</summary>
    public ReadOnlyMemory<float> Values => values;

    /// <summary>Number of floats.</summary>
    public int Length => values.Length;

    /// <summary>The vector at <paramref name="index"/> when all have <paramref name="dimension"/> floats.</summary>
    public ReadOnlyMemory<float> Row(int index, int dimension) => values.AsMemory(index * dimension, dimension);
}
