using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Up to <see cref="MaxKeys"/> neighbouring keys of <see cref="SortedValues{TKey}"/>, each with the ordinals that have it.</summary>
/// <remarks>
/// Most values of an id or a time have one ordinal, most of a category have many. So a place holds what is shortest: one ordinal, a
/// sorted array of a few, or <see cref="Postings"/>.
/// Threads: one writer; readers take no lock. Keys never change: a leaf with others takes its place. The ordinals of a key that has
/// several change in place, or are replaced there.
/// </remarks>
internal sealed class ValueLeaf<TKey>
    where TKey : struct, IValueKey<TKey>
{
    /// <summary>The most keys: what a new key copies.</summary>
    public const int MaxKeys = 256;

    // This object, the headers of its arrays, and its place in its branch.
    private const int FixedBytes = 128;

    /// <summary>The most that one more ordinal takes of a key that is there.</summary>
    public const int MaxOrdinalBytes = Postings.MaxOrdinalBytes + FewOrdinals.ArrayHeaderBytes + sizeof(int);

    private const int Several = -1;

    private readonly TKey[] _keys;
    private readonly int[] _single;

    // Null where each key has one ordinal.
    private readonly object?[]? _several;
    private int _ordinalCount;

    private ValueLeaf(TKey[] keys, int[] single, object?[]? several, int ordinalCount)
    {
        _keys = keys;
        _single = single;
        _several = several;
        _ordinalCount = ordinalCount;
    }

    /// <summary>What a key takes in the leaf, its ordinals left out where they are several.</summary>
    public static int KeyBytes => TKey.PlaceBytes + sizeof(int) + 8;

    /// <summary>
    /// What a leaf of so many keys is charged beside them. What its second half will take as a leaf of its own is charged with each
    /// key, so that a split takes nothing.
    /// </summary>
    public static int BytesOf(int keys) => FixedBytes + Math.Max(0, keys - (MaxKeys / 2));

    /// <summary>Keys in it, at least one.</summary>
    public int KeyCount => _keys.Length;

    /// <summary>Ordinals of all keys added up.</summary>
    public int OrdinalCount => Volatile.Read(ref _ordinalCount);

    /// <summary>The lowest key.</summary>
    public ref readonly TKey First => ref _keys[0];

    /// <summary>A leaf of one key with one ordinal.</summary>
    public static ValueLeaf<TKey> Of(TKey key, int ordinal) => new([key], [ordinal], null, 1);

    /// <summary>The place of a key, or the complement of where it would be.</summary>
    public int Find(in TKey key)
    {
        (int low, int high) = (0, _keys.Length - 1);
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _keys[middle].CompareTo(key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>The key at a place.</summary>
    public ref readonly TKey Key(int place) => ref _keys[place];

    /// <summary>Ordinals of the key at a place.</summary>
    public int CountOf(int place) => SeveralAt(place) switch
    {
        int[] few => few.Length,
        Postings many => many.Count,
        _ => 1,
    };

    /// <summary>Ordinals of the keys of some places added up.</summary>
    public int CountOf(int first, int end)
    {
        if (first == 0 && end == _keys.Length)
        {
            return OrdinalCount;
        }

        int count = 0;
        for (int place = first; place < end; place++)
        {
            count += CountOf(place);
        }

        return count;
    }

    /// <summary>Adds the ordinals of the key at a place to a set.</summary>
    public void AddTo(int place, OrdinalBitmap set)
    {
        switch (SeveralAt(place))
        {
            case Postings many:
                many.AddTo(set);
                break;
            case int[] few:
                foreach (int ordinal in few)
                {
                    set.AddIfBelow(ordinal);
                }

                break;
            default:
                set.AddIfBelow(_single[place]);
                break;
        }
    }

    /// <summary>How many of the ordinals of the key at a place are in a set.</summary>
    public int CountIn(int place, OrdinalBitmap set)
    {
        switch (SeveralAt(place))
        {
            case Postings many:
                return many.CountIn(set);
            case int[] few:
                int count = 0;
                foreach (int ordinal in few)
                {
                    count += set.Contains(ordinal) ? 1 : 0;
                }

                return count;
            default:
                return set.Contains(_single[place]) ? 1 : 0;
        }
    }

    /// <summary>The ordinals of the key at a place where they are few; false where only <see cref="AddTo"/> gives them.</summary>
    public bool TryGetFew(int place, out ReadOnlySpan<int> ordinals)
    {
        object? several = SeveralAt(place);
        ordinals = several is int[] few ? few : new ReadOnlySpan<int>(ref _single[place]);
        return several is not Postings;
    }

    /// <summary>
    /// Adds an ordinal to the key at a place; false if it was there. <paramref name="self"/> becomes the leaf that takes the place of
    /// this one, if another does.
    /// </summary>
    public bool TryAdd(int place, int ordinal, ref ValueLeaf<TKey> self, ref long bytes)
    {
        switch (SeveralAt(place))
        {
            case Postings many:
                bytes -= many.Bytes;
                bool isNew = many.Add(ordinal);
                bytes += many.Bytes;
                if (!isNew)
                {
                    return false;
                }

                break;
            case int[] few:
                int position = Array.BinarySearch(few, ordinal);
                if (position >= 0)
                {
                    return false;
                }

                bytes -= FewOrdinals.BytesOf(few);
                Replace(place, FewOrdinals.With(few, ~position, ordinal), ref bytes);
                break;
            default:
                int single = _single[place];
                if (single == ordinal)
                {
                    return false;
                }

                self = WithSeveral(place, single < ordinal ? [single, ordinal] : [ordinal, single], ref bytes);
                return true;
        }

        Volatile.Write(ref _ordinalCount, _ordinalCount + 1);
        return true;
    }

    /// <summary>
    /// Removes an ordinal from the key at a place; false if it was not there. <paramref name="self"/> becomes the leaf that takes the
    /// place of this one, or null when nothing is left.
    /// </summary>
    public bool TryRemove(int place, int ordinal, ref ValueLeaf<TKey>? self, ref long bytes)
    {
        switch (SeveralAt(place))
        {
            case Postings many:
                bytes -= many.Bytes;
                bool wasThere = many.Remove(ordinal);
                if (wasThere && many.Count < FewOrdinals.LeastPostings)
                {
                    Replace(place, many.ToArray(), ref bytes);
                }
                else
                {
                    bytes += many.Bytes;
                }

                if (!wasThere)
                {
                    return false;
                }

                break;
            case int[] few:
                int position = Array.BinarySearch(few, ordinal);
                if (position < 0)
                {
                    return false;
                }

                bytes -= FewOrdinals.BytesOf(few);
                if (few.Length == 1)
                {
                    self = Without(place, ref bytes);
                    return true;
                }

                Replace(place, (int[])[.. few[..position], .. few[(position + 1)..]], ref bytes);
                break;
            default:
                if (_single[place] != ordinal)
                {
                    return false;
                }

                self = Without(place, ref bytes);
                return true;
        }

        Volatile.Write(ref _ordinalCount, _ordinalCount - 1);
        return true;
    }

    /// <summary>The same leaf with one more key, which has one ordinal.</summary>
    public ValueLeaf<TKey> With(int place, TKey key, int ordinal) => new(
        Insert(_keys, place, key),
        Insert(_single, place, ordinal),
        _several is null ? null : Insert(_several, place, null),
        _ordinalCount + 1);

    /// <summary>The leaves that take the place of this one when ordinals are added to it: as many as the keys need, of about equal length.</summary>
    /// <param name="run">Ordinals of keys that belong into this leaf, in the order of the keys, those of one key ascending.</param>
    /// <param name="newKeys">How many keys are new.</param>
    /// <param name="bytes">What keys and ordinals take; the leaves themselves are left out.</param>
    public List<ValueLeaf<TKey>> Merge(ReadOnlySpan<(TKey Key, int Ordinal)> run, out int newKeys, ref long bytes)
    {
        List<TKey> keys = new(_keys.Length + run.Length);
        List<int> singles = new(keys.Capacity);
        List<object?> severals = new(keys.Capacity);
        newKeys = 0;
        int place = 0;
        while (place < _keys.Length || !run.IsEmpty)
        {
            int order = place == _keys.Length ? 1 : run.IsEmpty ? -1 : _keys[place].CompareTo(run[0].Key);
            bool isNew = order > 0;
            TKey key = isNew ? run[0].Key : _keys[place];
            int single = isNew ? run[0].Ordinal : _single[place];
            object? several = isNew ? null : SeveralAt(place++);
            if (isNew)
            {
                newKeys++;
                bytes += KeyBytes + key.OwnBytes;
            }

            for (; order >= 0 && !run.IsEmpty && run[0].Key.CompareTo(key) == 0; run = run[1..])
            {
                FewOrdinals.Add(ref single, ref several, run[0].Ordinal, ref bytes);
            }

            keys.Add(key);
            singles.Add(several is null ? single : Several);
            severals.Add(several);
        }

        int parts = (keys.Count + MaxKeys - 1) / MaxKeys;
        List<ValueLeaf<TKey>> leaves = new(parts);
        for (int part = 0; part < parts; part++)
        {
            (int begin, int end) = (keys.Count * part / parts, keys.Count * (part + 1) / parts);
            object?[] some = [.. severals[begin..end]];
            ValueLeaf<TKey> leaf = new(
                [.. keys[begin..end]], [.. singles[begin..end]], Array.TrueForAll(some, static one => one is null) ? null : some, ordinalCount: 0);
            leaf._ordinalCount = Enumerable.Range(0, end - begin).Sum(leaf.CountOf);
            leaves.Add(leaf);
        }

        return leaves;
    }

    /// <summary>The keys before a place and those from it on, as leaves of their own.</summary>
    public (ValueLeaf<TKey> Low, ValueLeaf<TKey> High) Split(int place)
    {
        int low = CountOf(0, place);
        return (
            new(_keys[..place], _single[..place], _several?[..place], low),
            new(_keys[place..], _single[place..], _several?[place..], _ordinalCount - low));
    }

    private static T[] Insert<T>(T[] values, int place, T value)
    {
        T[] longer = new T[values.Length + 1];
        values.AsSpan(0, place).CopyTo(longer);
        longer[place] = value;
        values.AsSpan(place).CopyTo(longer.AsSpan(place + 1));
        return longer;
    }

    private static T[] Remove<T>(T[] values, int place) => [.. values.AsSpan(0, place), .. values.AsSpan(place + 1)];

    private object? SeveralAt(int place) => _several is null ? null : Volatile.Read(ref _several[place]);

    private void Replace(int place, object several, ref long bytes)
    {
        bytes += FewOrdinals.BytesOf(several);
        Volatile.Write(ref _several![place], several);
    }

    private ValueLeaf<TKey> WithSeveral(int place, int[] few, ref long bytes)
    {
        bytes += FewOrdinals.BytesOf(few);
        object?[] several = _several is null ? new object?[_keys.Length] : [.. _several];
        several[place] = few;
        int[] single = [.. _single];
        single[place] = Several;
        return new(_keys, single, several, _ordinalCount + 1);
    }

    private ValueLeaf<TKey>? Without(int place, ref long bytes)
    {
        bytes -= KeyBytes + _keys[place].OwnBytes;
        return _keys.Length == 1
            ? null
            : new(
                Remove(_keys, place),
                Remove(_single, place),
                _several is null ? null : Remove(_several, place),
                _ordinalCount - 1);
    }
}
