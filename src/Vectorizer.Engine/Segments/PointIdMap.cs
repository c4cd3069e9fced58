using System.IO.Hashing;
using System.Numerics;

namespace Vectorizer.Engine.Segments;

/// <summary>Finds the ordinal of an id, and lists the points in order of the hash of their ids.</summary>
/// <remarks>
/// Open addressing with linear probing, and the top bits of the hash as the home of an id. So the table is sorted by hash,
/// but for the short runs between two free places, and a page of a list is a stretch of the table. Whatever is written
/// between two pages, no point is listed twice or left out: its place in the list depends on its id alone.
/// Threads: one writer. A reader needs no lock: an entry changes in one store, and a grown table is a new array.
/// </remarks>
internal sealed class PointIdMap(PointTable points)
{
    private const int Free = 0;
    private const int Deleted = -1;
    // A power of two, large enough that the room behind the last home does not double the table.
    private const int MinHomes = 64;

    // An entry is an ordinal + 1, so that a new array is free throughout.
    private int[] _entries = NewTable(MinHomes);
    private int _homes = MinHomes;

    // Entries that are not free; some of them hold no point any more.
    private int _used;
    private int _count;

    /// <summary>Number of ids.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Bytes of the table.</summary>
    public long Bytes => (long)Volatile.Read(ref _entries).Length * sizeof(int);

    /// <summary>What the size of the table follows from. For the writer.</summary>
    public (int Homes, int Used) Filling => (_homes, _used);

    /// <summary>
    /// The bytes that a table takes at most with <paramref name="more"/> ids added, the one that it grows out of included.
    /// Ids chosen to crowd in one place can make it larger.
    /// </summary>
    public static long MostBytes((int Homes, int Used) filling, int more)
    {
        long homes = filling.Homes;
        while (((long)filling.Used + more) * 3 > homes * 2)
        {
            homes *= 2;
        }

        long places = Places(homes) + (homes > filling.Homes ? Places(homes / 2) : 0);
        return places * sizeof(int);
    }

    /// <summary>What lists are put in order by, before the bytes of the id.</summary>
    public static ulong Hash(ReadOnlySpan<byte> id) => XxHash3.HashToUInt64(id);

    /// <summary>The ordinal last set for an id, or −1.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        int[] entries = Volatile.Read(ref _entries);
        int place = FindPlace(entries, id);
        return place < 0 ? -1 : Volatile.Read(ref entries[place]) - 1;
    }

    /// <summary>Makes the table of an empty map large enough that so many ids need no other one.</summary>
    public void EnsureCapacity(int count)
    {
        System.Diagnostics.Debug.Assert(_used == 0, "ids that are there are not moved");
        _homes = Math.Max(_homes, (int)BitOperations.RoundUpToPowerOf2((uint)((count * 3L / 2) + 1)));
        Volatile.Write(ref _entries, NewTable(_homes));
    }

    /// <summary>Sets the ordinal of an id that has none yet; false if it has one. Nothing may have been removed.</summary>
    public bool TryAdd(ReadOnlySpan<byte> id, int ordinal)
    {
        if ((_used + 1) * 3L <= _homes * 2L)
        {
            // One walk for the question and the answer: a load asks it for every point.
            int[] entries = _entries;
            for (int place = Home(entries, Hash(id)); place < entries.Length; place++)
            {
                int entry = entries[place];
                if (entry == Free)
                {
                    Volatile.Write(ref entries[place], ordinal + 1);
                    _used++;
                    Volatile.Write(ref _count, _count + 1);
                    return true;
                }

                if (points.Id(entry - 1).SequenceEqual(id))
                {
                    return false;
                }
            }
        }

        if (Find(id) >= 0)
        {
            return false;
        }

        Set(id, ordinal);
        return true;
    }

    /// <summary>Sets the ordinal of an id.</summary>
    public void Set(ReadOnlySpan<byte> id, int ordinal)
    {
        int place = FindPlace(_entries, id);
        if (place >= 0)
        {
            Volatile.Write(ref _entries[place], ordinal + 1);
            return;
        }

        // At most two thirds used: runs stay short, and a list must walk to the end of one.
        if ((_used + 1) * 3L > _homes * 2L)
        {
            Rebuild();
        }

        while (!TryInsert(_entries, ordinal, id))
        {
            Rebuild();
        }

        _used++;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Forgets an id.</summary>
    public void Remove(ReadOnlySpan<byte> id)
    {
        int place = FindPlace(_entries, id);
        if (place >= 0)
        {
            // Not free: that would cut the run in two and hide what lies behind.
            Volatile.Write(ref _entries[place], Deleted);
            Volatile.Write(ref _count, _count - 1);
        }
    }

    /// <summary>
    /// Adds to <paramref name="page"/> the ordinals that follow <paramref name="after"/> (empty: all) in list order,
    /// at most <paramref name="limit"/>. Order: XXH3 of the id, then its bytes.
    /// </summary>
    public void List(ReadOnlySpan<byte> after, int limit, List<int> page)
    {
        int[] entries = Volatile.Read(ref _entries);
        ulong afterHash = after.IsEmpty ? 0 : Hash(after);
        int place = after.IsEmpty ? 0 : Home(entries, afterHash);

        // What was pushed out of its home may lie in the middle of a run: go back to where the run begins.
        while (place > 0 && Volatile.Read(ref entries[place - 1]) != Free)
        {
            place--;
        }

        List<(ulong Hash, int Ordinal)> run = [];
        for (; place <= entries.Length; place++)
        {
            int entry = place < entries.Length ? Volatile.Read(ref entries[place]) : Free;
            if (entry > 0)
            {
                run.Add((Hash(points.Id(entry - 1)), entry - 1));
            }
            else if (entry == Free && run.Count > 0)
            {
                run.Sort(CompareInListOrder);
                foreach ((ulong hash, int ordinal) in run)
                {
                    if (page.Count == limit)
                    {
                        return;
                    }

                    if (after.IsEmpty || IsBehind(hash, ordinal, afterHash, after))
                    {
                        page.Add(ordinal);
                    }
                }

                run.Clear();
            }
        }
    }

    // Room behind the last home: the table does not wrap around, or its start would not be its smallest hash.
    private static int[] NewTable(int homes) => new int[Places(homes)];

    private static long Places(long homes) => homes + 32 + (homes / 16);

    private static int Home(int[] entries, ulong hash)
        => (int)(hash >> (64 - BitOperations.Log2((uint)entries.Length)));

    private bool IsBehind(ulong hash, int ordinal, ulong afterHash, ReadOnlySpan<byte> after)
        => hash != afterHash ? hash > afterHash : points.Id(ordinal).SequenceCompareTo(after) > 0;

    private int CompareInListOrder((ulong Hash, int Ordinal) x, (ulong Hash, int Ordinal) y)
        => x.Hash != y.Hash
            ? x.Hash.CompareTo(y.Hash)
            : points.Id(x.Ordinal).SequenceCompareTo(points.Id(y.Ordinal));

    private int FindPlace(int[] entries, ReadOnlySpan<byte> id)
    {
        for (int place = Home(entries, Hash(id)); place < entries.Length; place++)
        {
            int entry = Volatile.Read(ref entries[place]);
            if (entry == Free)
            {
                return -1;
            }

            if (entry > 0 && points.Id(entry - 1).SequenceEqual(id))
            {
                return place;
            }
        }

        return -1;
    }

    private void Rebuild()
    {
        int[] old = _entries;
        int[] larger;
        do
        {
            // Twice the points, or twice the table when many ids crowd behind its last home.
            _homes = Math.Max(_homes * (_used == _count ? 2 : 1), (int)BitOperations.RoundUpToPowerOf2((uint)_count * 2));
            larger = NewTable(_homes);
            _used = _count;
        }
        while (!TryCopy(old, larger));

        Volatile.Write(ref _entries, larger);
    }

    private bool TryCopy(int[] from, int[] to)
    {
        foreach (int entry in from)
        {
            if (entry > 0 && !TryInsert(to, entry - 1, points.Id(entry - 1)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryInsert(int[] entries, int ordinal, ReadOnlySpan<byte> id)
    {
        for (int place = Home(entries, Hash(id)); place < entries.Length; place++)
        {
            if (entries[place] == Free)
            {
                Volatile.Write(ref entries[place], ordinal + 1);
                return true;
            }
        }

        return false;
    }
}
