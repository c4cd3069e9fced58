using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>Ordinals in the order in which they were added. One writer; readers need no lock.</summary>
internal sealed class OrdinalList
{
    private Contents _contents = new([], 0);

    /// <summary>The ordinals that are in the list now.</summary>
    public ReadOnlySpan<int> Ordinals
    {
        get
        {
            Contents contents = Volatile.Read(ref _contents);
            return contents.Ordinals.AsSpan(0, Volatile.Read(ref contents.Count));
        }
    }

    /// <summary>Adds one ordinal.</summary>
    public void Add(int ordinal)
    {
        Contents contents = _contents;
        if (contents.Count == contents.Ordinals.Length)
        {
            int[] longer = new int[Math.Max(4, contents.Count * 2)];
            contents.Ordinals.CopyTo(longer, 0);
            contents = new Contents(longer, contents.Count);
            Volatile.Write(ref _contents, contents);
        }

        contents.Ordinals[contents.Count] = ordinal;
        Volatile.Write(ref contents.Count, contents.Count + 1);
    }

    /// <summary>Removes the ordinals of a set. Who reads the list meanwhile may still read them.</summary>
    public void Remove(OrdinalSet ordinals)
    {
        int[] rest = [.. Ordinals.ToArray().Where(ordinal => !ordinals.Contains(ordinal))];
        if (rest.Length < _contents.Count)
        {
            Volatile.Write(ref _contents, new Contents(rest, rest.Length));
        }
    }

    private sealed class Contents(int[] ordinals, int count)
    {
        public readonly int[] Ordinals = ordinals;

        // Published after the ordinal behind it.
        public int Count = count;
    }
}
