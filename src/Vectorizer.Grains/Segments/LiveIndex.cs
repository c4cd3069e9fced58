using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>The index of a segment, which may be replaced by another with the same points while it is read.</summary>
/// <remarks>
/// Threads: any number open readers; one at a time replaces, while nothing is being applied. Ownership: disposes of the
/// index it holds; a replaced one frees its memory when the last of its readers is closed.
/// </remarks>
internal sealed class LiveIndex(SegmentIndex first) : IDisposable
{
    private SegmentIndex _current = first;

    public SegmentIndex Current => Volatile.Read(ref _current);

    /// <summary>Opens a reader of the present index.</summary>
    /// <exception cref="ObjectDisposedException">The segment has been closed.</exception>
    public SegmentReader OpenReader()
    {
        while (true)
        {
            SegmentIndex index = Current;
            try
            {
                return index.OpenReader();
            }
            catch (ObjectDisposedException) when (index != Current)
            {
                // Replaced in this very moment.
            }
        }
    }

    /// <summary>Puts another index in its place.</summary>
    public void Replace(SegmentIndex next) => Interlocked.Exchange(ref _current, next).Dispose();

    public void Dispose() => Current.Dispose();
}
