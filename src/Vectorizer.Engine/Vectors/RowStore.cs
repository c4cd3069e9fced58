using System.Diagnostics;
using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.Vectors;

/// <summary>The floats of the rows of one vector field: in the records of the graph, in memory of their own, or in a file.</summary>
/// <remarks>
/// A row is padded with zeros to a multiple of 4 floats. In memory it never moves.
/// Threads: any number write different rows; any number read rows that were written before.
/// Ownership: frees what it was created with, except the records of a graph.
/// </remarks>
internal sealed unsafe class RowStore : IDisposable
{
    private readonly RecordArena? _records;
    private readonly bool _ownsRecords;
    private readonly IRowFile? _file;
    private readonly Lock _fileLock = new();

    private RowStore(int dimension, RecordArena? records, bool ownsRecords, IRowFile? file)
    {
        Dimension = dimension;
        Stride = StrideOf(dimension);
        _records = records;
        _ownsRecords = ownsRecords;
        _file = file;
    }

    /// <summary>Floats of a row.</summary>
    public int Dimension { get; }

    /// <summary>Floats from the start of a row to the end of its padding.</summary>
    public int Stride { get; }

    /// <summary>Whether rows have an address.</summary>
    public bool IsInMemory => _records is not null;

    /// <summary>The records that begin with the rows; null for rows in a file.</summary>
    public RecordArena? Records => _records;

    /// <summary>The padded length of a row.</summary>
    public static int StrideOf(int dimension) => (dimension + 3) & ~3;

    /// <summary>Rows at the start of records that belong to somebody else.</summary>
    public static RowStore InRecords(int dimension, RecordArena records)
    {
        Debug.Assert(records.RecordBytes >= StrideOf(dimension) * sizeof(float), "a record has room for a padded row");
        return new RowStore(dimension, records, ownsRecords: false, file: null);
    }

    /// <summary>Rows in memory of their own.</summary>
    public static RowStore InMemory(int dimension)
        => new(dimension, new RecordArena(StrideOf(dimension) * sizeof(float)), ownsRecords: true, file: null);

    /// <summary>Rows in a file, which the store disposes of.</summary>
    public static RowStore InFile(int dimension, IRowFile file) => new(dimension, records: null, ownsRecords: false, file);

    /// <summary>The physical memory that so many rows take at most, but for what lies in a graph's records.</summary>
    public long BytesOf(int rows) => _ownsRecords ? _records!.BytesOf(rows) : 0;

    /// <summary>A padded row that lies in memory, valid until the store is disposed of.</summary>
    public float* Row(int ordinal)
    {
        Debug.Assert(IsInMemory, "a row in a file has no address");
        return (float*)_records![ordinal];
    }

    /// <summary>A padded row, where it lies or read into <paramref name="buffer"/>.</summary>
    /// <param name="ordinal">A row that was written.</param>
    /// <param name="buffer">Room for <see cref="Stride"/> floats.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public float* Row(int ordinal, float* buffer)
    {
        if (_records is not null)
        {
            return (float*)_records[ordinal];
        }

        Span<float> row = new(buffer, Stride);
        _file!.Read(ordinal, row[..Dimension]);
        row[Dimension..].Clear();
        return buffer;
    }

    /// <summary>Copies a row.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Copy(int ordinal, Span<float> destination)
    {
        if (_records is not null)
        {
            new ReadOnlySpan<float>(Row(ordinal), Dimension).CopyTo(destination);
        }
        else
        {
            _file!.Read(ordinal, destination[..Dimension]);
        }
    }

    /// <summary>Asks for a row that lies in memory and will be read soon.</summary>
    public void PrefetchRow(int ordinal)
    {
        if (_records is not null)
        {
            Prefetch.Lines(_records[ordinal], Stride * sizeof(float));
        }
    }

    /// <summary>Writes a row. There must be room for it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(int ordinal, ReadOnlySpan<float> row)
    {
        if (_records is not null)
        {
            row.CopyTo(new Span<float>(Row(ordinal), Stride));
            return;
        }

        // A file takes one writer; a loader has several.
        lock (_fileLock)
        {
            _file!.Write(ordinal, row);
        }
    }

    /// <summary>Makes room for rows 0..<paramref name="count"/> − 1.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the rows there are stay as they are.</exception>
    /// <exception cref="IOException">No room on the disk; the rows there are stay as they are.</exception>
    public void EnsureCapacity(int count)
    {
        if (_ownsRecords)
        {
            _records!.EnsureCapacity(count);
        }

        _file?.EnsureCapacity(count);
    }

    /// <summary>Frees the rows.</summary>
    public void Dispose()
    {
        if (_ownsRecords)
        {
            _records!.Dispose();
        }

        _file?.Dispose();
    }
}
