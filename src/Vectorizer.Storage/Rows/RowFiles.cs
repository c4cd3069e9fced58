using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Rows;

/// <summary>Makes the row files of one segment, and counts what they take of the disk.</summary>
/// <remarks>Threads: any. A file exists from the first row that it shall have room for.</remarks>
/// <param name="disk">The disk.</param>
/// <param name="directory">Where the files are made. They have no name there for longer than it takes to remove it.</param>
public sealed class RowFiles(IDisk disk, string directory)
{
    /// <summary>How the names end.</summary>
    internal const string Extension = ".rows";

    private long _bytes;

    /// <summary>Bytes that all of its files together have reserved.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>A file for the rows of an index's vector field.</summary>
    /// <param name="dimension">Floats of a row.</param>
    public IRowFile Create(int dimension) => new RowFile(this, dimension);

    internal void Count(long more) => Interlocked.Add(ref _bytes, more);

    /// <summary>A new file without a name: it goes when it is closed, however the process ends.</summary>
    /// <exception cref="DiskException">It could not be made.</exception>
    internal IDiskFile Open()
    {
        string path = Path.Combine(directory, Guid.NewGuid().ToString("N") + Extension);
        IDiskFile file = disk.Open(path, DiskAccess.CreateNew);
        try
        {
            // On Windows the name goes with the handle. A crash before this call leaves an empty file for the next start.
            disk.DeleteFile(path);
            return file;
        }
        catch (DiskException e) when (e.Error == DiskError.NotFound)
        {
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
