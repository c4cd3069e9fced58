using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Segments;

/// <summary>The row files of one index: those of its vector fields whose rows are not in memory.</summary>
/// <remarks>
/// The index asks for them while it is made, by one thread, and disposes of them. Whoever has a write logged makes room for
/// its rows first, so that a logged write always applies. Threads: any, once the index is made.
/// </remarks>
internal sealed class IndexRows(RowFiles files)
{
    private readonly List<IRowFile> _files = [];

    /// <summary>The file of a field, for the index.</summary>
    public IRowFile Create(int field, VectorFieldSchema schema)
    {
        IRowFile file = files.Create(schema.Dimension);
        _files.Add(file);
        return file;
    }

    /// <summary>Makes room for the rows of so many ordinals.</summary>
    /// <exception cref="RowFileException">The disk has not so much room, or failed. What is there stays as it is.</exception>
    public void EnsureCapacity(int ordinals)
    {
        foreach (IRowFile file in _files)
        {
            file.EnsureCapacity(ordinals);
        }
    }
}
