using System.Collections.Immutable;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>Finds out what the indexes of a segment tell of a filter: a set beyond which nothing matches, and what is left to look up.</summary>
/// <remarks>
/// Sets of expressions are put together as the expressions are: all of them by intersection, any by union, not by complement.
/// Where an index knows only a superset, or none at all, the expression stays to be looked up in the points of the set. Ordinals
/// of points that the reader does not see may be in the sets; of those that it sees they hold all that match.
/// For one reader, and so for one thread. Ownership: sets come from the shared pool and go back with <see cref="Free"/>.
/// </remarks>
internal sealed class FilterResolver(SegmentIndex index, SegmentReader reader)
{
    // One for each level of the tree that is under way.
    private readonly List<OrdinalBitmap> _sets = [];
    private int _setsInUse;

    // Of all parts that must hold, those that are to be looked up.
    private readonly List<FilterExpression> _left = [];

    /// <summary>Resolves a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="into">Gets the set. It has room for the ordinals of the segment.</param>
    /// <param name="answer">
    /// What is in the set: nothing else than matches, matches and others, or nothing that means anything.
    /// </param>
    /// <returns>What the points of the set, or of the segment where there is none, are yet to be asked; null for nothing.</returns>
    public FilterExpression? Resolve(FilterExpression filter, OrdinalBitmap into, out IndexAnswer answer)
    {
        if (filter is not AllOfExpression { Parts: var parts })
        {
            answer = Select(filter, into);
            return answer == IndexAnswer.Exact ? null : filter;
        }

        _left.Clear();
        answer = SelectAll(parts, into, _left);
        return _left.Count switch
        {
            0 => null,
            1 => _left[0],
            _ => _left.Count == parts.Length ? filter : new AllOfExpression([.. _left]),
        };
    }

    /// <summary>Gives the memory of the sets back.</summary>
    public void Free() => _sets.ForEach(set => set.Free());

    private IndexAnswer Select(FilterExpression filter, OrdinalBitmap into) => filter switch
    {
        AllOfExpression all => SelectAll(all.Parts, into, left: null),
        AnyOfExpression any => SelectAny(any, into),
        NotExpression not => SelectNot(not.Part, into),
        HasIdExpression ids => SelectIds(ids, into),
        _ => index.PayloadIndexes.TrySelect(filter, into),
    };

    private IndexAnswer SelectAll(ImmutableArray<FilterExpression> parts, OrdinalBitmap into, List<FilterExpression>? left)
    {
        if (parts.IsEmpty)
        {
            into.Fill();
            return IndexAnswer.Exact;
        }

        bool isExact = true;
        bool isAnswered = false;
        foreach (FilterExpression part in parts)
        {
            OrdinalBitmap set = TakeSet(into.Count);
            IndexAnswer answer = Select(part, set);
            if (answer != IndexAnswer.Exact)
            {
                left?.Add(part);
                isExact = false;
            }

            if (answer != IndexAnswer.None)
            {
                if (isAnswered)
                {
                    into.And(set);
                }
                else
                {
                    into.Or(set);
                }

                isAnswered = true;
            }

            _setsInUse--;
        }

        return !isAnswered ? IndexAnswer.None : isExact ? IndexAnswer.Exact : IndexAnswer.Superset;
    }

    /// <remarks>Where more than one of several has to hold, those of which one does are a superset.</remarks>
    private IndexAnswer SelectAny(AnyOfExpression any, OrdinalBitmap into)
    {
        bool isExact = any.Count == 1;
        foreach (FilterExpression part in any.Parts)
        {
            OrdinalBitmap set = TakeSet(into.Count);
            IndexAnswer answer = Select(part, set);
            into.Or(set);
            _setsInUse--;
            if (answer == IndexAnswer.None)
            {
                into.Reset(into.Count);
                return IndexAnswer.None;
            }

            isExact &= answer == IndexAnswer.Exact;
        }

        return isExact ? IndexAnswer.Exact : IndexAnswer.Superset;
    }

    /// <remarks>What is not in a superset does not match, but what is in it may; so only an exact set has a complement.</remarks>
    private IndexAnswer SelectNot(FilterExpression part, OrdinalBitmap into)
    {
        if (Select(part, into) == IndexAnswer.Exact)
        {
            into.Complement();
            return IndexAnswer.Exact;
        }

        into.Reset(into.Count);
        return IndexAnswer.None;
    }

    /// <remarks>
    /// Ids are those of the last write, which may be later than the reader. One that leads to a point which the reader does not see
    /// led to another when it was opened, which only a look at the points finds. One that leads nowhere may just have been
    /// deleted: that is shown a moment early, as by <see cref="SegmentReader.TryFind"/>; but the set then has no complement, in which
    /// the reader would find the very point that it leaves out.
    /// </remarks>
    private IndexAnswer SelectIds(HasIdExpression ids, OrdinalBitmap into)
    {
        IndexAnswer answer = IndexAnswer.Exact;
        foreach (byte[] id in ids.Ids)
        {
            if (!reader.TryFind(id, out int ordinal))
            {
                answer = IndexAnswer.Superset;
                continue;
            }

            if (!reader.Visible.Accepts(ordinal))
            {
                into.Reset(into.Count);
                return IndexAnswer.None;
            }

            into.AddIfBelow(ordinal);
        }

        return answer;
    }

    private OrdinalBitmap TakeSet(int count)
    {
        if (_setsInUse == _sets.Count)
        {
            _sets.Add(new OrdinalBitmap());
        }

        OrdinalBitmap set = _sets[_setsInUse++];
        set.Reset(count);
        return set;
    }
}
