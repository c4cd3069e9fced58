using System.Collections.Immutable;
using Vectorizer.Server.CrashTests.Faults;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>Writes, one request after the other, and keeps what must be there afterwards.</summary>
/// <remarks>
/// No two connections share a point, and only the one that owns a collection drops it. So the order of what happens to a
/// point is known, and at a kill at most one operation is unanswered.
/// </remarks>
internal sealed class Connection
{
    private const int MaxRepetitions = 30;
    private const int RepeatOneIn = 12;
    private const int ReadBackOneIn = 8;

    private readonly OperationMix _mix;
    private readonly PlantedFault _fault;
    private readonly CrashCounts _counts;
    private readonly List<Repetition> _repetitions = [];
    private UncertainOperation? _uncertain;
    private int _round;

    public Connection(int number, ImmutableArray<CollectionShape> shared, PlantedFault fault, CrashCounts counts)
    {
        string owner = $"c{number}-";
        AliasModel alias = new($"alias-{number}");
        Collections =
        [
            .. shared.Select(shape => new CollectionModel(shape, owner, alias, isShared: true)),
            new CollectionModel(new CollectionShape($"own-{number}-one", 1, "euclidean"), owner, alias, isShared: false),
            new CollectionModel(new CollectionShape($"own-{number}-three", 3, "cosine"), owner, alias, isShared: false),
            new CollectionModel(new CollectionShape($"own-{number}-more", 3, "manhattan"), owner, alias, isShared: false),
        ];

        // One of them is enough: large writes slow the others down.
        CollectionModel? bulk = number == 0 ? new CollectionModel(new CollectionShape("bulk", 1, "euclidean"), owner, alias, isShared: false) : null;
        _mix = new OperationMix(Collections, bulk);
        Collections = bulk is null ? Collections : Collections.Add(bulk);
        _fault = fault;
        _counts = counts;
    }

    /// <summary>All collections that it writes to.</summary>
    public ImmutableArray<CollectionModel> Collections { get; }

    /// <summary>The name that it lets stand for one of them and another.</summary>
    public AliasModel Alias => Collections[0].Alias;

    public History History { get; } = new();

    /// <summary>Writes until the server is killed.</summary>
    /// <exception cref="CrashViolationException">An answer cannot be.</exception>
    public async Task WriteAsync(Uri address, int round, bool isBulk, Random random, CancellationToken killed)
    {
        _round = round;
        using Api api = new(address);

        // At most one operation is uncertain at a time: this is how the check can tell what it did.
        while (_uncertain is null && !killed.IsCancellationRequested)
        {
            Repetition? repetition = random.Next(RepeatOneIn) == 0 ? PickRepetition(random) : null;
            await DoAsync(api, repetition?.Write ?? _fault.Choose(_mix.Next(random, isBulk)), repetition);
            if (_uncertain is null && random.Next(ReadBackOneIn) == 0)
            {
                await ReadBackAsync(api, random);
            }
        }
    }

    /// <summary>Compares all that it knows with what the server shows after a restart.</summary>
    /// <exception cref="CrashViolationException">They differ.</exception>
    public void Check(IReadOnlyDictionary<string, ObservedCollection> observed)
    {
        if (_uncertain is { Operation: var operation } uncertain)
        {
            Settlement settlement = operation.Collection.Settle(observed, uncertain);
            _counts.CountSettled(settlement.Any);
            History.Add(_round, operation, settlement.Any ? "was found to have happened" : "was found not to have happened");
            Settle(operation, settlement);
            _uncertain = null;
        }

        foreach (CollectionModel collection in Collections)
        {
            collection.Check(observed);
        }

        _repetitions.RemoveAll(repetition => repetition.CollectionId != repetition.Write.Collection.Id);
    }

    private async Task DoAsync(Api api, Operation operation, Repetition? repetition)
    {
        Answer answer;
        try
        {
            answer = await _fault.SendAsync(operation, api);
        }
        catch (NoAnswerException e)
        {
            History.Add(_round, operation, $"no answer ({e.InnerException!.Message})");
            if (operation is SaveCollection or RequantizeCollection)
            {
                return;
            }

            ImmutableArray<PointPart> parts = operation is PointWrite write
                ? [.. write.Parts.Where(part => repetition?.Done.ContainsKey(part.Segment) != true)]
                : [];
            _uncertain = new UncertainOperation(operation, parts);
            Remember(operation, repetition);
            return;
        }

        History.Add(_round, operation, $"{answer.Status} {answer.Body}");
        switch (operation)
        {
            case PointWrite write:
                Take(write, answer, Remember(write, repetition));
                break;
            case CreateCollection create when answer.Status == 201:
                create.Collection.Create(answer.Body.GetProperty("id").ToString(), ObservedCollection.EfSearchOf(answer.Body));
                _counts.CountAcknowledged();
                break;
            case ChangeCollection change when answer.Status == 200:
                change.Collection.Change(change.EfSearch);
                _counts.CountAcknowledged();
                break;
            case DropCollection drop when answer.Status == 200:
                drop.Collection.Drop();
                _repetitions.RemoveAll(known => known.Write.Collection == drop.Collection);
                _counts.CountAcknowledged();
                break;
            case PutIndex put when answer.Status is 200 or 202:
                put.Collection.Indexes.Put(put.Key, put.Type);
                _counts.CountIndexChange();
                break;
            case DropIndex drop when answer.Status == 200:
                drop.Collection.Indexes.Drop(drop.Key);
                _counts.CountIndexChange();
                break;
            case SetAlias set when answer.Status == 200:
                set.Collection.Alias.Target = set.Collection;
                _counts.CountNameChange();
                break;
            case DeleteAlias delete when answer.Status == 200:
                delete.Collection.Alias.Target = null;
                _counts.CountNameChange();
                break;
            case RenameCollection rename when answer.Status == 200:
                rename.Collection.Rename(rename.To);
                _counts.CountNameChange();
                break;
            case SaveCollection save when answer.Status is 200 or 202:
                if (answer.Status == 200)
                {
                    save.Check(answer);
                }

                break;
            case RequantizeCollection when answer.Status == 200:
                _counts.CountAcknowledged();
                break;
            default:
                PutOff(operation, answer);
                break;
        }
    }

    /// <summary>What was acknowledged is visible, and what is not there is not shown.</summary>
    private async Task ReadBackAsync(Api api, Random random)
    {
        CollectionModel collection = Collections[random.Next(Collections.Length)];
        string id = OperationMix.RandomId(collection.Owner, random);
        Answer answer;
        try
        {
            answer = await api.GetAsync($"{collection.AnyPath}/points/{id}");
        }
        catch (NoAnswerException)
        {
            // A read leaves nothing in doubt.
            return;
        }

        bool agrees = !collection.Exists ? answer.Code == "collection_not_found"
            : collection[id] is { } state ? answer.Status == 200 && PointReader.Read(collection.Shape, answer.Body).State == state
            : answer.Code == "point_not_found";
        if (!agrees)
        {
            throw new CrashViolationException(collection.Shape.Name, [id], $"{id} {(collection[id] is { } must ? $"must be at {must}" : "must not be there")}: {answer}");
        }
    }

    /// <summary>Takes over what an answer says of a write.</summary>
    private void Take(PointWrite write, Answer answer, Repetition? repetition)
    {
        if (write.Refusal is not null)
        {
            if (answer.Code != write.Refusal)
            {
                throw Violation(write, answer);
            }

            return;
        }

        AnsweredParts answered = AnsweredParts.Read(write, answer);
        CheckAffected(write, answer, repetition);
        foreach ((PointPart part, long sequence) in answered.Done)
        {
            Take(write, part, sequence, repetition);
        }

        if (answer.Status == 200)
        {
            _counts.CountAcknowledged();
            return;
        }

        if (answered.Uncertain is { IsEmpty: false } uncertain)
        {
            _uncertain = new UncertainOperation(
                write, [.. uncertain.Where(part => repetition?.Done.ContainsKey(part.Segment) != true)]);
        }
        else
        {
            PutOff(write, answer);
        }
    }

    private static void Take(PointWrite write, PointPart part, long sequence, Repetition? repetition)
    {
        if (repetition?.Done.TryGetValue(part.Segment, out long first) == true)
        {
            if (first != sequence)
            {
                throw new CrashViolationException(
                    write.Collection.Shape.Name,
                    write.Ids,
                    $"'{write.Text}' has the sequence {first} in segment {part.Segment}, and {sequence} when it is repeated under its key");
            }

            return;
        }

        // Where nothing was stored, no key is kept: a repetition looks again.
        bool changes = write.Changes(part);
        write.Collection.Apply(write, part, sequence);
        if (changes)
        {
            repetition?.Done.Add(part.Segment, sequence);
        }
    }

    /// <summary>The answer to a delete tells how many of the points existed, that to a payload operation how many it has changed.</summary>
    private static void CheckAffected(PointWrite write, Answer answer, Repetition? repetition)
    {
        // A repetition tells what the first one did.
        if (write.Version is not null || answer.Status != 200 || repetition?.Done.Count > 0)
        {
            return;
        }

        int affected = write.Points.Distinct().Count(id => !PointState.LookAlike(write.Collection[id], write.After(write.Collection[id])));
        if (answer.Body.GetProperty(write.Deletes ? "deleted" : "changed").GetInt32() != affected)
        {
            throw new CrashViolationException(
                write.Collection.Shape.Name, write.Ids, $"'{write.Text}' should have concerned {affected} points: {answer}");
        }
    }

    /// <summary>An answer that is neither success nor the refusal that was expected: only a server that is busy may say that.</summary>
    private void PutOff(Operation operation, Answer answer)
    {
        switch (answer)
        {
            case { Status: 429 or 503 or 507 }:
                _counts.CountRefused();
                break;
            case { Code: var code } when AnsweredParts.IsUncertain(code):
                _uncertain = new UncertainOperation(operation, []);
                break;
            default:
                throw Violation(operation, answer);
        }
    }

    private Repetition? PickRepetition(Random random)
    {
        if (_repetitions.Count == 0)
        {
            return null;
        }

        _counts.CountRepeated();
        return _repetitions[random.Next(_repetitions.Count)];
    }

    /// <summary>Keeps a write that has a key and is sent for the first time.</summary>
    private Repetition? Remember(Operation operation, Repetition? repetition)
    {
        if (repetition is not null || operation is not PointWrite { IdempotencyKey: not null } write)
        {
            return repetition;
        }

        repetition = new Repetition(write, write.Collection.Id!);
        _repetitions.Add(repetition);
        if (_repetitions.Count > MaxRepetitions)
        {
            _repetitions.RemoveAt(0);
        }

        return repetition;
    }

    /// <summary>Tells the repetition of a write that was uncertain which of its parts need not be done again.</summary>
    private void Settle(Operation operation, Settlement settlement)
    {
        Repetition? repetition = _repetitions.Find(known => ReferenceEquals(known.Write, operation));
        foreach (PointPart part in settlement.Parts)
        {
            repetition?.Done.Add(part.Segment, SequenceOf(repetition.Write, part));
        }
    }

    /// <summary>The sequence of a write that was found to have happened, by a point that it has changed.</summary>
    private static long SequenceOf(PointWrite write, PointPart part)
        => part.Ids.Select(id => write.Collection[id])
            .First(state => state is { } point && (write.Change is not { } change || point.Payload.Revision == change.Revision))!.Value.Sequence;

    private static CrashViolationException Violation(Operation operation, Answer answer)
        => new(operation.Collection.Shape.Name, operation.Ids, $"'{operation.Text}' must not be answered like this: {answer}");
}
