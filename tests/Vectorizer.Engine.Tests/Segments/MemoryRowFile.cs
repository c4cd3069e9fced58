using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>A row file that keeps rows in memory, fails when it is told to, and refuses what nobody may ask of a file.</summary>
internal sealed class MemoryRowFile(int dimension) : IRowFile
{
    private readonly Dictionary<int, float[]> _rows = [];
    private readonly Lock _lock = new();
    private int _writers;

    /// <summary>The next so many reads and writes go well, then all fail.</summary>
    public int GoodCalls { get; set; } = int.MaxValue;

    public bool IsFull { get; set; }

    /// <summary>Whether the next read fails, asked before each.</summary>
    public Func<bool>? FailsRead { get; set; }

    public int Capacity { get; private set; }

    /// <summary>Rows read.</summary>
    public int Reads { get; private set; }

    public bool IsDisposed { get; private set; }

    public static IRowFile Create(int field, VectorFieldSchema schema) => new MemoryRowFile(schema.Dimension);

    public void EnsureCapacity(int count)
    {
        if (IsFull && count > Capacity)
        {
            throw new IOException("No space left on device");
        }

        Capacity = Math.Max(Capacity, count);
    }

    public void Write(int ordinal, ReadOnlySpan<float> row)
    {
        Assert.Equal(1, Interlocked.Increment(ref _writers));
        Assert.InRange(ordinal, 0, Capacity - 1);
        Assert.Equal(dimension, row.Length);
        lock (_lock)
        {
            Call();
            _rows[ordinal] = row.ToArray();
        }

        Interlocked.Decrement(ref _writers);
    }

    public void Read(int ordinal, Span<float> row)
    {
        Assert.Equal(dimension, row.Length);
        lock (_lock)
        {
            Call();
            if (FailsRead?.Invoke() == true)
            {
                throw new IOException("Input/output error");
            }

            _rows[ordinal].CopyTo(row);
            Reads++;
        }
    }

    public void Dispose()
    {
        Assert.False(IsDisposed);
        IsDisposed = true;
    }

    private void Call()
    {
        Assert.False(IsDisposed);
        if (GoodCalls-- <= 0)
        {
            _writers = 0;
            throw new IOException("Input/output error");
        }
    }
}
