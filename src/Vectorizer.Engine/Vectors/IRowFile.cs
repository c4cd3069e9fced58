namespace Vectorizer.Engine.Vectors;

/// <summary>The rows of one vector field, kept outside of memory; the index decides what is in it.</summary>
/// <remarks>
/// Nothing in it outlives the index: rows come back from snapshots and the write log. Threads: one writes; any number read
/// rows that were written before. A failure of the disk is an <see cref="System.IO.IOException"/> of whoever implements it.
/// Ownership: the index disposes of it.
/// </remarks>
public interface IRowFile : IDisposable
{
    /// <summary>Makes room for rows 0..<paramref name="count"/> − 1, so that writing them cannot fail for want of space.</summary>
    void EnsureCapacity(int count);

    /// <summary>Writes a row of as many floats as the field has dimensions.</summary>
    void Write(int ordinal, ReadOnlySpan<float> row);

    /// <summary>Reads a row that was written.</summary>
    void Read(int ordinal, Span<float> row);
}
