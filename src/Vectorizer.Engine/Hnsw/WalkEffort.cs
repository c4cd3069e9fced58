namespace Vectorizer.Engine.Hnsw;

/// <summary>What a filtered search has done so far, and what it may do at most.</summary>
internal sealed class WalkEffort
{
    /// <summary>Points compared with the query, by rows or by codes, besides those on upper layers.</summary>
    public int Scored { get; set; }

    /// <summary>Lists of links read of nodes that don't match.</summary>
    public int ListsRead { get; set; }

    /// <summary>Points whose id and payload were looked at.</summary>
    public int Checked { get; set; }

    /// <summary>A walk that has scored more is given up.</summary>
    public int MostScored { get; set; } = int.MaxValue;

    /// <summary>A walk that has looked at more is given up.</summary>
    public int MostChecked { get; set; } = int.MaxValue;

    /// <summary>Whether it has done more than it may.</summary>
    public bool IsExceeded => Scored > MostScored || Checked > MostChecked;

    /// <summary>Begins anew, without limits.</summary>
    public void Reset()
    {
        Scored = ListsRead = Checked = 0;
        Lift();
    }

    /// <summary>Takes the limits away.</summary>
    public void Lift() => MostScored = MostChecked = int.MaxValue;
}
