using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>What one connection knows for certain of one collection: of the whole, or of its own points in a shared one.</summary>
/// <param name="shape">What it is created with.</param>
/// <param name="owner">What the ids of the connection's points begin with.</param>
/// <param name="isShared">Whether other connections have points in it. Then nobody drops it.</param>
internal sealed class CollectionModel(CollectionShape shape, string owner, bool isShared)
{
    private readonly Dictionary<string, PointState> _points = [];
    private readonly Dictionary<int, long> _sequences = [];

    // Since the creation of the collection, whatever became of them: tells what came back from what never was.
    private readonly HashSet<string> _everWritten = [];
    private readonly HashSet<string> _formerIds = [];

    public CollectionShape Shape => shape;

    public string Owner => owner;

    public bool IsShared => isShared;

    /// <summary>The id of the collection, or null while there is none.</summary>
    public string? Id { get; private set; }

    [MemberNotNullWhen(true, nameof(Id))]
    public bool Exists => Id is not null;

    public int Count => _points.Count;

    /// <summary>The setting that changes.</summary>
    public int EfSearch { get; private set; }

    /// <summary>The point as it must be, or null.</summary>
    public PointState? this[string id] => _points.TryGetValue(id, out PointState state) ? state : null;

    /// <summary>The ids of the points that match a filter, in the order of their bytes.</summary>
    public ImmutableArray<string> Matching(PointFilter filter)
        => [.. _points.Where(point => filter.Matches(point.Value)).Select(point => point.Key).Order(StringComparer.Ordinal)];

    /// <summary>The last sequence that a segment has given one of these writes; 0 for none.</summary>
    public long SequenceOf(int segment) => _sequences.GetValueOrDefault(segment);

    /// <summary>It was created.</summary>
    public void Create(string id, int efSearch)
    {
        if (!_formerIds.Add(id))
        {
            throw Violation([], $"was created with the id {id}, which an earlier collection of this name had");
        }

        Id = id;
        EfSearch = efSearch;
    }

    /// <summary>It was changed.</summary>
    public void Change(int efSearch) => EfSearch = efSearch;

    /// <summary>It was dropped.</summary>
    public void Drop()
    {
        Id = null;
        _points.Clear();
        _sequences.Clear();
        _everWritten.Clear();
    }

    /// <summary>A part of a write happened.</summary>
    public void Apply(PointWrite write, PointPart part, long sequence)
    {
        if (!write.Changes(part))
        {
            // Nothing was stored: the sequence is that of what was seen.
            if (sequence < SequenceOf(part.Segment))
            {
                throw Violation(part.Ids, $"segment {part.Segment} was read at {sequence}, and {SequenceOf(part.Segment)} was acknowledged");
            }

            return;
        }

        foreach (string id in part.Ids)
        {
            Set(id, write, sequence);
        }

        if (sequence <= _sequences.GetValueOrDefault(part.Segment))
        {
            throw Violation(
                part.Ids,
                $"segment {part.Segment} gave a write the sequence {sequence} after {_sequences[part.Segment]} to an earlier one");
        }

        _sequences[part.Segment] = sequence;
    }

    /// <summary>Compares with what the server shows after a restart.</summary>
    /// <param name="observed">Null if it shows no such collection.</param>
    /// <param name="uncertain">What may or may not have happened here; this settles it.</param>
    /// <returns>What did happen of it.</returns>
    /// <exception cref="CrashViolationException">The server shows what cannot be.</exception>
    public Settlement Check(ObservedCollection? observed, UncertainOperation? uncertain)
    {
        Settlement settlement = Settle(observed, uncertain);
        CheckExistence(observed);
        if (observed is not null)
        {
            CheckPoints(observed);
            CheckSequences(observed);
        }

        return settlement;
    }

    private Settlement Settle(ObservedCollection? observed, UncertainOperation? uncertain)
    {
        switch (uncertain?.Operation)
        {
            case CreateCollection when observed is not null:
                Create(observed.Id, observed.EfSearch);
                return Settlement.Happened;
            case ChangeCollection change when observed?.EfSearch == change.EfSearch:
                Change(change.EfSearch);
                return Settlement.Happened;
            case DropCollection when observed is null:
                Drop();
                return Settlement.Happened;
            case PointWrite write when observed is not null:
                return new Settlement([.. uncertain.Parts.Where(part => Settle(write, part, observed))]);
            default:
                return Settlement.Nothing;
        }
    }

    private void Set(string id, PointWrite write, long sequence)
    {
        _everWritten.Add(id);
        if (write.After(this[id]) is not { } after)
        {
            _points.Remove(id);
        }
        else if (write.Change is null || !PointState.LookAlike(this[id], after))
        {
            // A payload that is as it was asked for is not stored again.
            _points[id] = after with { Sequence = sequence };
        }
    }

    /// <summary>Decides whether a part of a write happened: each of its points says so, or none.</summary>
    private bool Settle(PointWrite write, PointPart part, ObservedCollection observed)
    {
        List<string> after = [];
        List<string> before = [];
        foreach (string id in part.Ids)
        {
            PointState? was = this[id];
            PointState? found = observed.Points.TryGetValue(id, out PointState state) ? state : null;
            if (PointState.LookAlike(was, write.After(was)))
            {
                // It tells nothing; what was there before must be there now, which is checked for all points.
                continue;
            }

            if (PointState.LookAlike(found, write.After(was)))
            {
                after.Add(id);
            }
            else if (PointState.LookAlike(found, was))
            {
                before.Add(id);
            }
            else
            {
                throw Violation([id], $"{id} is at {Describe(found)}; it was at {Describe(was)} before an unanswered '{write.Text}'");
            }
        }

        if (after.Count > 0 && before.Count > 0)
        {
            throw Violation(
                part.Ids,
                $"a write is half done in segment {part.Segment}: {string.Join(' ', after)} show '{write.Text}', "
                + $"{string.Join(' ', before)} do not");
        }

        if (after.Count == 0)
        {
            return false;
        }

        foreach (string id in part.Ids)
        {
            Set(id, write, observed.Points.TryGetValue(id, out PointState state) ? state.Sequence : 0);
        }

        return true;
    }

    private void CheckExistence(ObservedCollection? observed)
    {
        if (Exists && observed is null)
        {
            throw Violation([], $"is lost: it was created with the id {Id} and holds {Count} points");
        }

        if (!Exists && observed is not null)
        {
            throw Violation([], $"exists with {observed.Points.Count} points, though it was dropped or never created");
        }

        if (observed is not null && observed.Id != Id)
        {
            throw Violation([], $"has the id {observed.Id}; it was created with {Id}");
        }

        if (observed is not null && observed.EfSearch != EfSearch)
        {
            throw Violation([], $"has ef_search {observed.EfSearch}; it must be {EfSearch}");
        }
    }

    private void CheckPoints(ObservedCollection observed)
    {
        foreach ((string id, PointState expected) in _points)
        {
            if (!observed.Points.TryGetValue(id, out PointState found))
            {
                throw Violation([id], $"{id} is lost; it must be at {expected}");
            }

            if (found != expected)
            {
                throw Violation([id], $"{id} is at {found}; it must be at {expected}");
            }
        }

        string[] extra = [.. observed.Points.Keys.Where(id => id.StartsWith(owner, StringComparison.Ordinal) && !_points.ContainsKey(id))];
        if (extra.Length > 0)
        {
            throw Violation(extra, $"{string.Join(' ', extra)} must not be there: "
                + (_everWritten.Contains(extra[0]) ? "deleted points came back" : "phantoms that were never written"));
        }
    }

    private void CheckSequences(ObservedCollection observed)
    {
        foreach ((int segment, long acknowledged) in _sequences)
        {
            if (observed.Sequences[segment] < acknowledged)
            {
                throw Violation(
                    [], $"segment {segment} is at sequence {observed.Sequences[segment]}; {acknowledged} was acknowledged");
            }
        }
    }

    private static string Describe(PointState? state) => state is { } value ? $"version {value.Version} with {value.Payload}" : "no version";

    private CrashViolationException Violation(IReadOnlyCollection<string> ids, string message) => new(shape.Name, ids, message);
}
