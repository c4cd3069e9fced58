using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>What one connection knows for certain of one collection: of the whole, or of its own points in a shared one.</summary>
/// <param name="shape">What it is created with.</param>
/// <param name="owner">What the ids of the connection's points begin with.</param>
/// <param name="alias">The alias of the connection, which may stand for it.</param>
/// <param name="isShared">Whether other connections have points in it. Then nobody drops it.</param>
internal sealed class CollectionModel(CollectionShape shape, string owner, AliasModel alias, bool isShared)
{
    private readonly Dictionary<string, PointState> _points = [];
    private readonly Dictionary<int, long> _sequences = [];

    // Since the creation of the collection, whatever became of them: tells what came back from what never was.
    private readonly HashSet<string> _everWritten = [];
    private readonly HashSet<string> _formerIds = [];
    private int _asked;

    public CollectionShape Shape => shape;

    public string Owner => owner;

    /// <summary>What it is called now.</summary>
    public string Name { get; private set; } = shape.Name;

    /// <summary>Its path by this name.</summary>
    public string Path => $"/api/v1/collections/{Name}";

    /// <summary>Its path, by its alias each other time if it has one.</summary>
    public string AnyPath => alias.Target == this && ++_asked % 2 == 0 ? $"/api/v1/collections/{alias.Name}" : Path;

    public AliasModel Alias => alias;

    public IndexModel Indexes { get; } = new();

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

    /// <summary>It was renamed.</summary>
    public void Rename(string name) => Name = name;

    /// <summary>It was dropped, and its indexes and aliases with it.</summary>
    public void Drop()
    {
        Id = null;
        Indexes.Clear();
        alias.Target = alias.Target == this ? null : alias.Target;
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

    /// <summary>Decides by what the server shows after a restart what became of an operation that was not answered.</summary>
    /// <param name="observed">All collections by their names.</param>
    /// <param name="uncertain">What may or may not have happened here.</param>
    /// <returns>What did happen of it.</returns>
    /// <exception cref="CrashViolationException">It happened by half.</exception>
    public Settlement Settle(IReadOnlyDictionary<string, ObservedCollection> observed, UncertainOperation uncertain)
    {
        ObservedCollection? own = observed.GetValueOrDefault(Name);
        switch (uncertain.Operation)
        {
            case CreateCollection when own is not null:
                Create(own.Id, own.EfSearch);
                return Settlement.Happened;
            case ChangeCollection change when own?.EfSearch == change.EfSearch:
                Change(change.EfSearch);
                return Settlement.Happened;
            case RenameCollection rename when observed.ContainsKey(rename.To):
                Rename(rename.To);
                return Settlement.Happened;
            case DropCollection when own is null:
                Drop();
                return Settlement.Happened;
            case PutIndex or DropIndex when own is not null && Indexes.Settle(uncertain.Operation, own.Indexes):
                return Settlement.Happened;
            case SetAlias or DeleteAlias when own is not null && alias.Settle(uncertain.Operation, own.Aliases.Contains(alias.Name)):
                return Settlement.Happened;
            case PointWrite write when own is not null:
                return new Settlement([.. uncertain.Parts.Where(part => Settle(write, part, own))]);
            default:
                return Settlement.Nothing;
        }
    }

    /// <summary>Compares with what the server shows after a restart, when nothing is uncertain any more.</summary>
    /// <param name="observed">All collections by their names.</param>
    /// <exception cref="CrashViolationException">The server shows what cannot be.</exception>
    public void Check(IReadOnlyDictionary<string, ObservedCollection> observed)
    {
        if (observed.ContainsKey(CollectionShape.OtherNameOf(Name)))
        {
            throw Violation([], $"is called {CollectionShape.OtherNameOf(Name)}; it must be called {Name}, if it is there at all");
        }

        ObservedCollection? own = observed.GetValueOrDefault(Name);
        CheckExistence(own);
        if (own is not null)
        {
            CheckIndexes(own);
            CheckAlias(own);
            CheckPoints(own);
            CheckSequences(own);
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

    private void CheckIndexes(ObservedCollection observed)
    {
        if (!Indexes.Are(observed.Indexes))
        {
            throw Violation([], $"has the indexes {IndexModel.Describe(observed.Indexes)}; they must be {Indexes}");
        }
    }

    private void CheckAlias(ObservedCollection observed)
    {
        if (observed.Aliases.Contains(alias.Name) != (alias.Target == this))
        {
            throw Violation(
                [], $"is {(alias.Target == this ? "not " : "")}what {alias.Name} stands for; that must be {alias.Target?.Name ?? "nothing"}");
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
