using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Client.Orleans;

/// <summary>The collection that a caller means, by its name or an alias.</summary>
/// <remarks>
/// A name is resolved once for one reference: whatever is asked through it concerns one collection, also when an alias is
/// switched or a collection renamed meanwhile. A text converts to a reference of its own for each call; callers whose request
/// takes several calls get one from <see cref="VectorizerClient.ResolveAsync"/>. May be used by any number of threads.
/// </remarks>
public sealed class CollectionReference
{
    private readonly Lock _gate = new();
    private CollectionRecord? _record;
    private bool _answered;

    private CollectionReference(string name, CollectionRecord? record)
    {
        Name = name;
        _record = record;
        IsResolved = record is not null;
    }

    /// <summary>The collection of a record, whatever its name comes to be.</summary>
    public CollectionReference(CollectionRecord record)
        : this(record.Definition.Name, record)
    {
    }

    /// <summary>The name that the caller used.</summary>
    public string Name { get; }

    /// <summary>The record that the last answer was given by, or that the name was resolved to.</summary>
    /// <exception cref="InvalidOperationException">The name has not been resolved yet.</exception>
    public CollectionRecord Record => _record ?? throw new InvalidOperationException($"'{Name}' has not been resolved yet.");

    /// <summary>Whether the caller has seen the record before the first call.</summary>
    internal bool IsResolved { get; }

    /// <summary>The record to work by; null before the first call of an unresolved reference.</summary>
    internal CollectionRecord? Known => _record;

    public static implicit operator CollectionReference(string name) => new(name, null);

    /// <summary>The collection of a record under the name that it was asked for.</summary>
    public static CollectionReference Of(string name, CollectionRecord record) => new(name, record);

    /// <summary>Notes that a call was answered by a record: from here on the reference means that collection for good.</summary>
    /// <exception cref="VectorizerException"><c>stale_record</c>: another call was answered by another collection.</exception>
    internal void Settle(CollectionRecord record)
    {
        lock (_gate)
        {
            RequireSame(record);
            _answered = true;
            if (_record is null || record.Version > _record.Version || record.Id != _record.Id)
            {
                _record = record;
            }
        }
    }

    /// <summary>
    /// Whether the reference may mean another collection that has the name now: nothing has been answered yet, and what the
    /// caller has made of the former record fits.
    /// </summary>
    internal bool TryMove(CollectionRecord record)
    {
        lock (_gate)
        {
            if (_record is { } known && known.Id != record.Id && (_answered || (IsResolved && !HaveSameFields(known, record))))
            {
                return false;
            }

            _record = record;
            return true;
        }
    }

    private void RequireSame(CollectionRecord record)
    {
        if (_answered && _record!.Id != record.Id)
        {
            throw Replaced(Name);
        }
    }

    /// <summary>What a request gets whose name has come to mean another collection while it ran.</summary>
    internal static VectorizerException Replaced(string name) => new(
        VectorizerError.StaleRecord, $"'{name}' has come to mean another collection while the request ran. Repeat it.");

    private static bool HaveSameFields(CollectionRecord one, CollectionRecord other)
        => one.Definition.Fields.Select(field => (field.Name, field.Dimension, field.Metric))
            .SequenceEqual(other.Definition.Fields.Select(field => (field.Name, field.Dimension, field.Metric)));
}
