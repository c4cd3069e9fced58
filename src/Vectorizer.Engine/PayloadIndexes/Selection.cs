using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Takes what an index finds: into a set, or only how many there are.</summary>
/// <param name="set">An empty set; null to count.</param>
internal ref struct Selection(OrdinalBitmap? set)
{
    /// <summary>Ordinals counted, those found twice counted twice. Only without a set.</summary>
    public long Count { get; private set; }

    /// <summary>The set, or null.</summary>
    public readonly OrdinalBitmap? Set => set;

    /// <summary>Takes all ordinals of a list.</summary>
    public void Take(Postings postings)
    {
        if (set is null)
        {
            Count += postings.Count;
        }
        else
        {
            postings.AddTo(set);
        }
    }

    /// <summary>Takes the ordinals of a value.</summary>
    public void Take<TKey>(SortedValues<TKey> values, in TKey key)
        where TKey : struct, IValueKey<TKey>
    {
        if (set is null)
        {
            Count += values.CountOf(key);
        }
        else
        {
            values.AddTo(key, set);
        }
    }

    /// <summary>Takes the ordinals of the values within bounds, both included.</summary>
    public void TakeWithin<TKey>(SortedValues<TKey> values, in TKey low, in TKey high)
        where TKey : struct, IValueKey<TKey>
    {
        if (set is null)
        {
            Count += values.CountWithin(low, high);
        }
        else
        {
            values.AddWithin(low, high, set);
        }
    }

    /// <summary>The same, but of those values that pass a test; they are counted without it.</summary>
    public void TakeWithin<TKey, TTest>(SortedValues<TKey> values, in TKey low, in TKey high, TTest test)
        where TKey : struct, IValueKey<TKey>
        where TTest : struct, IKeyTest<TKey>
    {
        if (set is null)
        {
            Count += values.CountWithin(low, high);
        }
        else
        {
            values.AddWithin(low, high, test, set);
        }
    }

    /// <summary>Counts so many: the least of several that all must hold.</summary>
    public void TakeCount(long count) => Count += count;
}
