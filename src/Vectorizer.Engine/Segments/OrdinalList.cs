namespace Vectorizer.Engine.Segments;

/// <summary>Ordinals in the order in which they were added. One writer; readers need no lock.</summary>
internal sealed class OrdinalList
{
    private int[] _ordinals = [];
    private int _count;

    /// <summary>The ordinals added so far.</summary>
    public ReadOnlySpan<int> Ordinals
    {
        get
        {
            // The count first: the array read after it holds at least as many.
            int count = Volatile.Read(ref _count);
            return Volatile.Read(ref _ordinals).AsSpan(0, count);
        }
    }

    /// <summary>Adds one ordinal.</summary>
    public void Add(int ordinal)
    {
        if (_count == _ordinals.Length)
        {
            int[] longer = new int[Math.Max(4, _count * 2)];
            _ordinals.CopyTo(longer, 0);
            Volatile.Write(ref _ordinals, longer);
        }

        _ordinals[_count] = ordinal;
        Volatile.Write(ref _count, _count + 1);
    }
}
