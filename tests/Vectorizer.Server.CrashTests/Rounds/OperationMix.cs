using System.Collections.Immutable;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>Chooses what a connection does next.</summary>
/// <param name="collections">Where.</param>
/// <param name="bulk">A collection for writes so large that dead points become many, or null.</param>
internal sealed class OperationMix(ImmutableArray<CollectionModel> collections, CollectionModel? bulk)
{
    // Few ids, so that most writes replace or delete something.
    private const int IdsOfCollection = 60;
    private const int MaxBatch = 40;
    private const int RepeatedIdOneIn = 20;
    private const int MaxEfSearch = 500;
    private const int UnaliasOneIn = 4;
    private const int DropOneIn = 3;

    // Written twice, they leave more dead points than a compaction waits for. Less than a mebibyte: a larger write to a
    // segment is divided, and each part stored by itself.
    private const int BulkIds = 600;
    private const int BulkSurvivors = 60;
    private const int BulkOneIn = 2;

    private static readonly PayloadChangeKind[] s_changes = Enum.GetValues<PayloadChangeKind>();

    private long _version;

    /// <summary>One of the ids that a connection uses in its collections.</summary>
    public static string RandomId(string owner, Random random) => $"{owner}{random.Next(IdsOfCollection):00}";

    /// <param name="random">The choice.</param>
    /// <param name="isBulk">Whether the bulk collection has its share.</param>
    public Operation Next(Random random, bool isBulk)
    {
        if (isBulk && bulk is not null && random.Next(BulkOneIn) == 0)
        {
            return NextBulk(bulk, random);
        }

        CollectionModel collection = collections[random.Next(collections.Length)];
        if (!collection.Exists)
        {
            return new CreateCollection(collection);
        }

        return random.Next(155) switch
        {
            < 6 when !collection.IsShared => new DropCollection(collection),
            < 10 when !collection.IsShared => new ChangeCollection(collection, random.Next(1, MaxEfSearch)),
            < 30 => Upsert(collection, random, 1),
            < 55 => Upsert(collection, random, random.Next(2, MaxBatch)),
            < 65 => Delete(collection, random, 1),
            < 75 => Delete(collection, random, random.Next(2, MaxBatch / 2)),
            < 83 => Keyed(Upsert(collection, random, random.Next(1, MaxBatch))),
            < 90 => Conditional(Upsert(collection, random, random.Next(1, MaxBatch / 4))),
            < 95 => WronglyConditional(Upsert(collection, random, 1)),
            < 100 => Upsert(collection, random, random.Next(1, MaxBatch)) with { Refusal = PointWrite.ValidationFailed },
            < 104 => new SaveCollection(collection),
            < 108 => Requantize(collection, random),
            < 115 => Revise(collection, random, random.Next(1, MaxBatch)),
            < 120 => Keyed(Revise(collection, random, random.Next(1, MaxBatch))),
            < 127 => Change(collection, random, random.Next(1, MaxBatch)),
            < 136 => ByFilter(Change(collection, random, 0), random),
            < 138 => ByFilter(Delete(collection, random, 0), random),
            < 142 when !collection.IsShared => new RenameCollection(collection, CollectionShape.OtherNameOf(collection.Name)),
            < 147 => collection.Alias.Target is { } target && random.Next(UnaliasOneIn) == 0 ? new DeleteAlias(target) : new SetAlias(collection),
            _ when !collection.IsShared => ChangeIndexes(collection, random),
            _ => ByFilter(Change(collection, random, 0), random),
        };
    }

    /// <summary>An index comes, gets another type, or goes.</summary>
    private static Operation ChangeIndexes(CollectionModel collection, Random random)
    {
        (string key, string type) = PutIndex.All[random.Next(PutIndex.All.Length)];
        return collection.Indexes.Has(key) && random.Next(DropOneIn) == 0
            ? new DropIndex(collection, key)
            : new PutIndex(collection, key, type);
    }

    private static RequantizeCollection Requantize(CollectionModel collection, Random random)
    {
        IReadOnlyList<string> kinds = RequantizeCollection.KindsOf(collection.Shape);
        return new RequantizeCollection(collection, kinds[random.Next(kinds.Count)]);
    }

    /// <summary>Most points die: all are replaced, or most deleted.</summary>
    private Operation NextBulk(CollectionModel collection, Random random)
    {
        if (!collection.Exists)
        {
            return new CreateCollection(collection);
        }

        string[] ids = [.. Enumerable.Range(0, BulkIds).Select(number => $"{collection.Owner}bulk-{number:000}")];
        return random.Next(16) switch
        {
            < 6 => new PointWrite(collection, ++_version, [.. ids], Durability(random)),
            < 9 => new PointWrite(
                collection, null, [.. random.GetItems(ids, BulkIds - BulkSurvivors).Distinct()], Durability(random)),
            < 10 => new SaveCollection(collection),
            < 12 => new PointWrite(collection, null, [.. ids], Durability(random)) { Change = Revision() },
            < 13 => ByFilter(Change(collection, random, 0), random),
            < 15 => ChangeIndexes(collection, random),
            _ => Requantize(collection, random),
        };
    }

    private PointWrite Upsert(CollectionModel collection, Random random, int count)
        => new(collection, ++_version, Ids(collection, random, count), Durability(random));

    private static PointWrite Delete(CollectionModel collection, Random random, int count)
        => new(collection, null, Ids(collection, random, count), Durability(random));

    private PointWrite Revise(CollectionModel collection, Random random, int count)
        => new(collection, null, Ids(collection, random, count), Durability(random)) { Change = Revision() };

    /// <summary>Any of the operations on payloads.</summary>
    private PointWrite Change(CollectionModel collection, Random random, int count)
        => new(collection, null, Ids(collection, random, count), Durability(random))
        {
            Change = s_changes[random.Next(s_changes.Length)] switch
            {
                PayloadChangeKind.Set => Revision(),
                PayloadChangeKind.Overwrite => new PayloadChange(PayloadChangeKind.Overwrite, ++_version),
                PayloadChangeKind other => new PayloadChange(other, 0),
            },
        };

    private PayloadChange Revision() => new(PayloadChangeKind.Set, ++_version);

    /// <summary>The same to all points that match a filter.</summary>
    private PointWrite ByFilter(PointWrite write, Random random)
    {
        PointFilter filter = PointFilter.Any(write.Collection.Owner, _version, random);
        return new PointWrite(write.Collection, null, write.Collection.Matching(filter), write.Durability)
        {
            Change = write.Change,
            Filter = filter,
        };
    }

    private static PointWrite Keyed(PointWrite write)
        => write with { IdempotencyKey = $"{write.Collection.Owner}{write.Version ?? write.Change!.Revision}" };

    /// <summary>Asks for what is there. With conditions a point may come only once.</summary>
    private static PointWrite Conditional(PointWrite write) => write with
    {
        Points = [.. write.Points.Distinct()],
        IfSequences = [.. write.Points.Distinct().Select(id => write.Collection[id]?.Sequence ?? 0)],
    };

    /// <summary>Asks for what is not there.</summary>
    private static PointWrite WronglyConditional(PointWrite write) => write with
    {
        IfSequences = [(write.Collection[write.Points[0]]?.Sequence ?? 0) + 1],
        Refusal = PointWrite.SequenceMismatch,
    };

    private static ImmutableArray<string> Ids(CollectionModel collection, Random random, int count)
    {
        List<string> ids = [];
        while (ids.Count < count)
        {
            string id = RandomId(collection.Owner, random);
            if (!ids.Contains(id) || random.Next(RepeatedIdOneIn) == 0)
            {
                ids.Add(id);
            }
        }

        return [.. ids];
    }

    private static string Durability(Random random) => random.Next(2) == 0 ? "os" : "fsync";
}
