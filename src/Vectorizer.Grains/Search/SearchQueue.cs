namespace Vectorizer.Grains.Search;

/// <summary>The works of which a part waits for a thread, in the order of their turns.</summary>
/// <remarks>
/// A list through the works themselves: one in the middle leaves in the same time as the first when its caller hangs up,
/// and nothing is allocated. Guarded by the executor's lock.
/// </remarks>
internal sealed class SearchQueue
{
    private SearchWork? _last;

    /// <summary>The work whose turn it is.</summary>
    public SearchWork? First { get; private set; }

    /// <summary>Places taken by all of them.</summary>
    public int Places { get; private set; }

    /// <summary>Works in the queue.</summary>
    public int Count { get; private set; }

    public void AddLast(SearchWork work)
    {
        work.IsQueued = true;
        work.Previous = _last;
        if (_last is null)
        {
            First = work;
        }
        else
        {
            _last.Next = work;
        }

        _last = work;
        Places += work.Places;
        Count++;
    }

    public void Remove(SearchWork work)
    {
        if (work.Previous is null)
        {
            First = work.Next;
        }
        else
        {
            work.Previous.Next = work.Next;
        }

        if (work.Next is null)
        {
            _last = work.Previous;
        }
        else
        {
            work.Next.Previous = work.Previous;
        }

        work.Next = work.Previous = null;
        work.IsQueued = false;
        Places -= work.Places;
        Count--;
    }

    /// <summary>Gives the turn to those behind.</summary>
    public void MoveLast(SearchWork work)
    {
        Remove(work);
        AddLast(work);
    }

    /// <summary>Takes a part: a work needs no more places than it has parts left to take.</summary>
    public int TakePart(SearchWork work)
    {
        int part = work.Taken++;
        int left = work.Parts - work.Taken;
        if (left == 0)
        {
            Remove(work);
        }
        else if (left < work.Places)
        {
            Places -= work.Places - left;
            work.Places = left;
        }

        return part;
    }
}
