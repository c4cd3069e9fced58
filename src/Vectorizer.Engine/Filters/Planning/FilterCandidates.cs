using System.Collections.Immutable;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>The points of a segment beyond which a filter matches none, as its indexes tell, and what is left to ask of each of them.</summary>
/// <remarks>
/// For lists, counts and whatever else wants all matches; a search wants the nearest, and chooses among more ways (<see cref="FilteredSearch"/>).
/// For one reader, and so for one thread. Ownership: the set is of the shared pool, from <see cref="Resolve"/> until <see cref="Free"/>.
/// </remarks>
internal sealed class FilterCandidates(SegmentReader reader, SegmentIndex index)
{
    private readonly FilterResolver _resolver = new(index, reader);
    private readonly OrdinalBitmap _set = new();
    private FilterExpression? _left;

    /// <summary>Candidates, of which some may be hidden from the reader.</summary>
    public int Count { get; private set; }

    /// <summary>Whether each candidate that the reader sees is a match.</summary>
    public bool AreMatches => _left is null;

    /// <summary>Finds out the candidates of a filter; all points are those of none.</summary>
    public void Resolve(FilterExpression? filter)
    {
        // Points that are stored from here on are none that the reader sees.
        _set.Reset(index.Points.Count);
        IndexAnswer answer = IndexAnswer.None;
        _left = filter is null ? null : _resolver.Resolve(filter, _set, out answer);
        if (answer == IndexAnswer.None)
        {
            _set.Fill();
        }

        Count = _set.Cardinality;
    }

    /// <summary>The conditions of the filter, resolved before, that indexes answered, and those that points are looked at for.</summary>
    public (ImmutableArray<string> Indexed, ImmutableArray<string> Unindexed) ConditionsOf(FilterExpression filter)
    {
        ImmutableArray<string> unindexed = ConditionNames.Of(_left);
        return ([.. ConditionNames.Of(filter).Except(unindexed)], unindexed);
    }

    /// <summary>Whether an ordinal is a candidate that the reader sees.</summary>
    public bool Contains(int ordinal) => _set.Contains(ordinal) && reader.Visible.Accepts(ordinal);

    /// <summary>The lowest candidate from <paramref name="first"/> on, hidden or not; −1 if there is none.</summary>
    public int Next(int first) => _set.Next(first);

    /// <summary>The lowest candidate from <paramref name="first"/> on that the reader sees; −1 if there is none.</summary>
    public int NextVisible(int first)
    {
        int ordinal = _set.Next(first);
        while (ordinal >= 0 && !reader.Visible.Accepts(ordinal))
        {
            ordinal = _set.Next(ordinal + 1);
        }

        return ordinal;
    }

    /// <summary>Whether a candidate matches. Looks at the point only where indexes left that open.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool Matches(int ordinal, CancellationToken cancellationToken)
        => _left is null || reader.Check(_left, ordinal, cancellationToken);

    /// <summary>Gives the memory of the sets back.</summary>
    public void Free()
    {
        _left = null;
        _set.Free();
        _resolver.Free();
    }
}
