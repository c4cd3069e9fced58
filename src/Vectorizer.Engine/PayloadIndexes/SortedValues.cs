using System.Runtime.InteropServices;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The values at a key of the payloads in their order, each with the ordinals that have it.</summary>
/// <remarks>
/// <code>
/// branches     up to 256 leaves each     up to 256 keys each, with their ordinals
/// </code>
/// Leaves and branches know how many ordinals they hold, so that the number of points within bounds is told without looking at them.
/// Threads: one writer; readers take no lock. What is inserted into or removed from is copied and published by one store, a leaf or a
/// branch at a time; a reader goes on with what it has, and misses only what came later than the sequence that it shows.
/// </remarks>
internal sealed class SortedValues<TKey>
    where TKey : struct, IValueKey<TKey>
{
    private const int MaxLeaves = 256;
    private const int BranchFixedBytes = 96;

    // Of a key, in the leaves and branches that are made when there are too many.
    private const int SplitBytes = 4;

    private Branch[] _branches = [];

    // Of a batch: what was added since its begin. Null between batches.
    private List<(TKey Key, int Ordinal)>? _batch;
    private int _valueCount;
    private long _bytes = 64;

    /// <summary>Different values.</summary>
    public int ValueCount => Volatile.Read(ref _valueCount);

    /// <summary>The memory that it takes at most.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The most that each of many further ordinals takes, their values new or not, beside <see cref="PayloadIndex.FixedGrowth"/>, the first leaf and branch made for them.</summary>
    /// <param name="ownBytes">As <see cref="IValueKey{TSelf}.OwnBytes"/> of the value.</param>
    public static int MostBytesOf(int ownBytes)
        => Math.Max(ownBytes + ValueLeaf<TKey>.KeyBytes + SplitBytes, ValueLeaf<TKey>.MaxOrdinalBytes);

    /// <summary>
    /// Lets additions wait, where there are many values, for <see cref="EndBatch"/>, which puts them in order and copies a leaf once for all
    /// that belong there. Nothing may be removed meanwhile.
    /// </summary>
    public void BeginBatch() => _batch = [];

    /// <summary>Adds what has been waiting.</summary>
    public void EndBatch()
    {
        List<(TKey Key, int Ordinal)> batch = _batch!;
        _batch = null;
        batch.Sort(static (x, y) => x.Key.CompareTo(y.Key) is var byKey && byKey != 0 ? byKey : x.Ordinal.CompareTo(y.Ordinal));
        ReadOnlySpan<(TKey Key, int Ordinal)> rest = CollectionsMarshal.AsSpan(batch);
        while (!rest.IsEmpty)
        {
            rest = rest[Merge(rest)..];
        }
    }

    /// <summary>Adds an ordinal to a value; false if it was there.</summary>
    public bool Add(in TKey key, int ordinal)
    {
        // Few values are soon there, and their ordinals then added in place.
        if (_batch is not null && _valueCount > ValueLeaf<TKey>.MaxKeys)
        {
            _batch.Add((key.Keep(), ordinal));
            return true;
        }

        if (_branches.Length == 0)
        {
            Branch first = new([ValueLeaf<TKey>.Of(key.Keep(), ordinal)], 1);
            Count(1, ValueLeaf<TKey>.KeyBytes + key.OwnBytes + ValueLeaf<TKey>.BytesOf(1) + BranchFixedBytes);
            Volatile.Write(ref _branches, [first]);
            return true;
        }

        (int branchPlace, int leafPlace) = Locate(_branches, key);
        Branch branch = _branches[branchPlace];
        ValueLeaf<TKey> leaf = branch.Leaves[leafPlace];
        int place = leaf.Find(key);
        if (place >= 0)
        {
            ValueLeaf<TKey> next = leaf;
            if (!leaf.TryAdd(place, ordinal, ref next, ref _bytes))
            {
                return false;
            }

            Volatile.Write(ref branch.Leaves[leafPlace], next);
            Volatile.Write(ref branch.OrdinalCount, branch.OrdinalCount + 1);
            return true;
        }

        ValueLeaf<TKey> longer = leaf.With(~place, key.Keep(), ordinal);
        Count(1, ValueLeaf<TKey>.KeyBytes + key.OwnBytes - ValueLeaf<TKey>.BytesOf(leaf.KeyCount));
        Volatile.Write(ref branch.OrdinalCount, branch.OrdinalCount + 1);
        if (longer.KeyCount <= ValueLeaf<TKey>.MaxKeys)
        {
            Count(0, ValueLeaf<TKey>.BytesOf(longer.KeyCount));
            Volatile.Write(ref branch.Leaves[leafPlace], longer);
            return true;
        }

        // Behind all others only the new key goes to the next leaf: times come in their order, and would leave half leaves.
        bool isLast = ~place == leaf.KeyCount && branchPlace == _branches.Length - 1 && leafPlace == branch.Leaves.Length - 1;
        (ValueLeaf<TKey> low, ValueLeaf<TKey> high) = longer.Split(isLast ? leaf.KeyCount : longer.KeyCount / 2);
        Count(0, ValueLeaf<TKey>.BytesOf(low.KeyCount) + ValueLeaf<TKey>.BytesOf(high.KeyCount));
        Replace(branchPlace, [.. branch.Leaves[..leafPlace], low, high, .. branch.Leaves[(leafPlace + 1)..]], isLast);
        return true;
    }

    /// <summary>Removes an ordinal from a value; false if it was not there.</summary>
    public bool Remove(in TKey key, int ordinal)
    {
        if (_branches.Length == 0)
        {
            return false;
        }

        (int branchPlace, int leafPlace) = Locate(_branches, key);
        Branch branch = _branches[branchPlace];
        ValueLeaf<TKey> leaf = branch.Leaves[leafPlace];
        int place = leaf.Find(key);
        ValueLeaf<TKey>? next = leaf;
        if (place < 0 || !leaf.TryRemove(place, ordinal, ref next, ref _bytes))
        {
            return false;
        }

        Volatile.Write(ref branch.OrdinalCount, branch.OrdinalCount - 1);
        if (next == leaf)
        {
            return true;
        }

        int bytes = next is null ? 0 : ValueLeaf<TKey>.BytesOf(next.KeyCount);
        Count(next is null || next.KeyCount < leaf.KeyCount ? -1 : 0, bytes - ValueLeaf<TKey>.BytesOf(leaf.KeyCount));
        if (next is not null)
        {
            Volatile.Write(ref branch.Leaves[leafPlace], next);
        }
        else if (branch.Leaves.Length > 1)
        {
            Replace(branchPlace, [.. branch.Leaves[..leafPlace], .. branch.Leaves[(leafPlace + 1)..]], isLast: false);
        }
        else
        {
            Count(0, -BranchFixedBytes);
            Volatile.Write(ref _branches, [.. _branches[..branchPlace], .. _branches[(branchPlace + 1)..]]);
        }

        return true;
    }

    /// <summary>Adds an ordinal to a value, or removes it from there; false if that was so.</summary>
    public bool Change(in TKey key, int ordinal, bool isRemoved) => isRemoved ? Remove(key, ordinal) : Add(key, ordinal);

    /// <summary>Ordinals of a value.</summary>
    public int CountOf(in TKey key) => TryFind(key, out ValueLeaf<TKey>? leaf, out int place) ? leaf!.CountOf(place) : 0;

    /// <summary>Adds the ordinals of a value to a set.</summary>
    public void AddTo(in TKey key, OrdinalBitmap set)
    {
        if (TryFind(key, out ValueLeaf<TKey>? leaf, out int place))
        {
            leaf!.AddTo(place, set);
        }
    }

    /// <summary>Ordinals of the values within bounds, both included, added up: an ordinal with several of them counts for each.</summary>
    public long CountWithin(in TKey low, in TKey high)
    {
        long count = 0;
        Branch[] branches = Volatile.Read(ref _branches);
        for (int i = BranchOf(branches, low); i < branches.Length && First(branches[i]).CompareTo(high) <= 0; i++)
        {
            bool isWhole = First(branches[i]).CompareTo(low) >= 0
                && i + 1 < branches.Length && First(branches[i + 1]).CompareTo(high) <= 0;
            count += isWhole ? Volatile.Read(ref branches[i].OrdinalCount) : CountWithin(branches[i].Leaves, low, high);
        }

        return count;
    }

    /// <summary>Adds the ordinals of the values within bounds, both included, to a set.</summary>
    public void AddWithin(in TKey low, in TKey high, OrdinalBitmap set) => AddWithin(low, high, default(AllKeys), set);

    /// <summary>The same, but of those values that pass a test.</summary>
    public void AddWithin<TTest>(in TKey low, in TKey high, TTest test, OrdinalBitmap set)
        where TTest : struct, IKeyTest<TKey>
    {
        Branch[] branches = Volatile.Read(ref _branches);
        for (int i = BranchOf(branches, low); i < branches.Length && First(branches[i]).CompareTo(high) <= 0; i++)
        {
            ValueLeaf<TKey>[] leaves = branches[i].Leaves;
            for (int j = LeafOf(leaves, low); j < leaves.Length; j++)
            {
                ValueLeaf<TKey> leaf = Volatile.Read(ref leaves[j]);
                if (leaf.First.CompareTo(high) > 0)
                {
                    return;
                }

                (int first, int end) = Bounds(leaf, low, high);
                for (int place = first; place < end; place++)
                {
                    if (test.Accepts(leaf.Key(place)))
                    {
                        leaf.AddTo(place, set);
                    }
                }
            }
        }
    }

    /// <summary>The places of all values in their order.</summary>
    public IEnumerable<(ValueLeaf<TKey> Leaf, int Place)> All()
    {
        foreach (Branch branch in Volatile.Read(ref _branches))
        {
            for (int i = 0; i < branch.Leaves.Length; i++)
            {
                ValueLeaf<TKey> leaf = Volatile.Read(ref branch.Leaves[i]);
                for (int place = 0; place < leaf.KeyCount; place++)
                {
                    yield return (leaf, place);
                }
            }
        }
    }

    /// <summary>The places of the values within bounds, both included, in their order or against it.</summary>
    public IEnumerable<(ValueLeaf<TKey> Leaf, int Place)> Within(TKey low, TKey high, bool isDescending)
    {
        Branch[] branches = Volatile.Read(ref _branches);
        int step = isDescending ? -1 : 1;
        TKey from = isDescending ? high : low;
        bool isWithin = true;
        for (int i = BranchOf(branches, from); isWithin && (uint)i < (uint)branches.Length; i += step)
        {
            ValueLeaf<TKey>[] leaves = Volatile.Read(ref branches[i]).Leaves;
            for (int j = LeafOf(leaves, from); isWithin && (uint)j < (uint)leaves.Length; j += step)
            {
                ValueLeaf<TKey> leaf = Volatile.Read(ref leaves[j]);
                (int first, int end) = Bounds(leaf, low, high);
                for (int k = 0; k < end - first; k++)
                {
                    yield return (leaf, isDescending ? end - 1 - k : first + k);
                }

                // What lies behind a leaf that ends beyond the bounds lies beyond them too.
                isWithin = isDescending ? first == 0 : end == leaf.KeyCount;
            }
        }
    }

    private static long CountWithin(ValueLeaf<TKey>[] leaves, in TKey low, in TKey high)
    {
        long count = 0;
        for (int i = LeafOf(leaves, low); i < leaves.Length; i++)
        {
            ValueLeaf<TKey> leaf = Volatile.Read(ref leaves[i]);
            if (leaf.First.CompareTo(high) > 0)
            {
                break;
            }

            (int first, int end) = Bounds(leaf, low, high);
            count += leaf.CountOf(first, Math.Max(first, end));
        }

        return count;
    }

    private static (int First, int End) Bounds(ValueLeaf<TKey> leaf, in TKey low, in TKey high)
    {
        int first = leaf.Find(low);
        int end = leaf.Find(high);
        return (first < 0 ? ~first : first, end < 0 ? ~end : end + 1);
    }

    private static ref readonly TKey First(Branch branch) => ref Volatile.Read(ref branch.Leaves[0]).First;

    /// <summary>The last branch that begins at or below a key, or the first.</summary>
    private static int BranchOf(Branch[] branches, in TKey key)
    {
        (int low, int high) = (0, branches.Length);
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            (low, high) = First(branches[middle]).CompareTo(key) <= 0 ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static int LeafOf(ValueLeaf<TKey>[] leaves, in TKey key)
    {
        (int low, int high) = (0, leaves.Length);
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            (low, high) = Volatile.Read(ref leaves[middle]).First.CompareTo(key) <= 0 ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static (int Branch, int Leaf) Locate(Branch[] branches, in TKey key)
    {
        int branch = BranchOf(branches, key);
        return (branch, LeafOf(branches[branch].Leaves, key));
    }

    private bool TryFind(in TKey key, out ValueLeaf<TKey>? leaf, out int place)
    {
        Branch[] branches = Volatile.Read(ref _branches);
        if (branches.Length == 0)
        {
            (leaf, place) = (null, -1);
            return false;
        }

        (int branch, int leafPlace) = Locate(branches, key);
        leaf = Volatile.Read(ref branches[branch].Leaves[leafPlace]);
        place = leaf.Find(key);
        return place >= 0;
    }

    /// <summary>Adds the first of a run to the leaf that they belong into, and returns how many they were.</summary>
    private int Merge(ReadOnlySpan<(TKey Key, int Ordinal)> run)
    {
        (int branchPlace, int leafPlace) = Locate(_branches, run[0].Key);
        Branch branch = _branches[branchPlace];
        ValueLeaf<TKey> leaf = branch.Leaves[leafPlace];
        int count = run.Length;
        if (leafPlace + 1 < branch.Leaves.Length || branchPlace + 1 < _branches.Length)
        {
            TKey next = leafPlace + 1 < branch.Leaves.Length ? branch.Leaves[leafPlace + 1].First : First(_branches[branchPlace + 1]);
            count = 1;
            while (count < run.Length && run[count].Key.CompareTo(next) < 0)
            {
                count++;
            }
        }

        long bytes = 0;
        List<ValueLeaf<TKey>> merged = leaf.Merge(run[..count], out int newKeys, ref bytes);
        Count(newKeys, bytes + merged.Sum(static part => ValueLeaf<TKey>.BytesOf(part.KeyCount)) - ValueLeaf<TKey>.BytesOf(leaf.KeyCount));
        Volatile.Write(ref branch.OrdinalCount, branch.OrdinalCount + merged.Sum(static part => part.OrdinalCount) - leaf.OrdinalCount);
        if (merged.Count == 1)
        {
            Volatile.Write(ref branch.Leaves[leafPlace], merged[0]);
        }
        else
        {
            Replace(branchPlace, [.. branch.Leaves[..leafPlace], .. merged, .. branch.Leaves[(leafPlace + 1)..]], isLast: false);
        }

        return count;
    }

    /// <summary>Gives a branch other leaves, or puts several branches in its place when they are too many.</summary>
    private void Replace(int place, ValueLeaf<TKey>[] leaves, bool isLast)
    {
        if (leaves.Length <= MaxLeaves)
        {
            Volatile.Write(ref _branches[place], new Branch(leaves, _branches[place].OrdinalCount));
            return;
        }

        int parts = (leaves.Length + MaxLeaves - 1) / MaxLeaves;
        Branch[] branches = new Branch[parts];
        for (int part = 0; part < parts; part++)
        {
            int begin = isLast ? part * MaxLeaves : leaves.Length * part / parts;
            int end = isLast ? Math.Min(leaves.Length, begin + MaxLeaves) : leaves.Length * (part + 1) / parts;
            branches[part] = new Branch(leaves[begin..end], leaves[begin..end].Sum(static leaf => leaf.OrdinalCount));
        }

        Count(0, (parts - 1) * BranchFixedBytes);
        Volatile.Write(ref _branches, [.. _branches[..place], .. branches, .. _branches[(place + 1)..]]);
    }

    private void Count(int values, long bytes)
    {
        Volatile.Write(ref _valueCount, _valueCount + values);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    private readonly struct AllKeys : IKeyTest<TKey>
    {
        public bool Accepts(in TKey key) => true;
    }

    private sealed class Branch(ValueLeaf<TKey>[] leaves, int ordinalCount)
    {
        public readonly ValueLeaf<TKey>[] Leaves = leaves;
        public int OrdinalCount = ordinalCount;
    }
}
