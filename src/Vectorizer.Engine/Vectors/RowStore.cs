using System.Diagnostics;
using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.Vectors;

/// <summary>The floats of the rows of one vector field, wherever they lie: in the records of the graph, or apart.</summary>
/// <remarks>
/// A row is padded with zeros to a multiple of 4 floats. In memory it never moves and never changes.
/// Threads: any number write different rows; any number read rows that were written before.
/// Ownership: frees what it was created with, except the records of a graph.
/// </remarks>
internal sealed unsafe class RowStore : IDisposable
{
    private readonly RecordArena _records;
    private readonly bool _ownsRecords;

    private RowStore(int dimension, RecordArena records, bool ownsRecords)
    {
        Dimension = dimension;
        Stride = StrideOf(dimension);
        _records = records;
        _ownsRecords = ownsRecords;
    }

    /// <summary>Floats of a row.</summary>
    public int Dimension { get; }

    /// <summary>Floats from the start of a row to the end of its padding.</summary>
    public int Stride { get; }

    /// <summary>The padded length of a row.</summary>
    public static int StrideOf(int dimension) => (dimension + 3) & ~3;

    /// <summary>Rows at the start of records that belong to somebody else.</summary>
    public static RowStore InRecords(int dimension, RecordArena records)
    {
        Debug.Assert(records.RecordBytes >= StrideOf(dimension) * sizeof(float), "a record has room for a padded row");
        return new RowStore(dimension, records, ownsRecords: false);
    }

    /// <summary>A padded row, valid until the store is disposed of.</summary>
    public float* Row(int ordinal) => (float*)_records[ordinal];

    /// <summary>Writes a row. There must be room for it.</summary>
    public void Write(int ordinal, ReadOnlySpan<float> row) => row.CopyTo(new Span<float>(Row(ordinal), Stride));

    /// <summary>Makes room for rows 0..<paramref name="count"/> − 1.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the rows there are stay as they are.</exception>
    public void EnsureCapacity(int count)
    {
        if (_ownsRecords)
        {
            _records.EnsureCapacity(count);
        }
    }

    /// <summary>Frees the rows.</summary>
    public void Dispose()
    {
        if (_ownsRecords)
        {
            _records.Dispose();
        }
    }
}
