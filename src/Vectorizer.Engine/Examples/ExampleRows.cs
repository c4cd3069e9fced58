using System.Runtime.InteropServices;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Examples;

/// <summary>The examples of one search as rows: padded, and of length 1 where a field's rows are. The positive ones come first.</summary>
/// <remarks>Ownership: this object alone frees the rows. For one thread.</remarks>
internal sealed unsafe class ExampleRows : IDisposable
{
    private const nuint Alignment = 64;

    private float* _rows;

    /// <param name="examples">As many floats as <paramref name="dimension"/> for each example.</param>
    /// <param name="positives">How many of the first ones are positive.</param>
    /// <param name="dimension">Floats of an example.</param>
    /// <param name="normalizes">Whether rows have length 1.</param>
    public ExampleRows(ReadOnlySpan<float> examples, int positives, int dimension, bool normalizes)
    {
        Count = examples.Length / dimension;
        Positives = positives;
        Stride = RowStore.StrideOf(dimension);
        _rows = (float*)NativeMemory.AlignedAlloc((nuint)Count * (nuint)Stride * sizeof(float), Alignment);
        for (int i = 0; i < Count; i++)
        {
            Span<float> row = new(this[i], Stride);
            examples.Slice(i * dimension, dimension).CopyTo(row);
            row[dimension..].Clear();
            if (normalizes)
            {
                VectorMath.Normalize(row[..dimension]);
            }
        }
    }

    /// <summary>Examples.</summary>
    public int Count { get; }

    /// <summary>Positive ones.</summary>
    public int Positives { get; }

    /// <summary>Floats from the start of a row to the end of its padding.</summary>
    public int Stride { get; }

    /// <summary>The row of an example.</summary>
    public float* this[int index] => _rows + ((long)index * Stride);

    /// <summary>Frees the rows.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_rows);
        _rows = null;
    }
}
