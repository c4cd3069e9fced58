using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Grains.Collections;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Grains.Tests.Clusters;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Grains.Tests.Collections;

/// <summary>
/// The catalog on a disk that forgets what was not synced: collections, their indexes over payloads, their names and aliases are as they
/// were acknowledged, and a change under which the power went is there as a whole or not at all.
/// </summary>
public sealed class CatalogPowerLossTests
{
    private const int Histories = 40;
    private const int Lives = 6;
    private const int ChangesOfALife = 10;
    private const int AliasNames = 4;

    private static readonly ImmutableArray<PayloadIndexDefinition> s_indexes =
    [
        new PayloadIndexDefinition("kind", PayloadIndexType.Keyword),
        new PayloadIndexDefinition("price", PayloadIndexType.Float),
        new PayloadIndexDefinition("text", PayloadIndexType.Text),
    ];

    [Fact]
    public async Task What_was_acknowledged_is_there_after_any_power_failure_and_each_change_is_whole()
    {
        int first = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seeds {first}..{first + Histories - 1}");
        int interrupted = 0;
        for (int seed = first; seed < first + Histories; seed++)
        {
            interrupted += await PlayAsync(seed);
        }

        Assert.True(interrupted > Histories, $"The power went during {interrupted} changes only.");
    }

    /// <returns>Changes during which the power went.</returns>
    private static async Task<int> PlayAsync(int seed)
    {
        Random random = new(seed);
        SimulatedDisk disk = new(random);
        disk.CreateDirectory("/data");
        disk.SyncDirectory("");
        int interrupted = 0;

        // More than one while it is open whether a change happened.
        ImmutableArray<CatalogPicture> possible = [CatalogPicture.Empty];
        for (int life = 0; life < Lives; life++)
        {
            using (NodeStorage storage = new(
                disk, "node", new StorageOptions { DataDirectory = "/data", MinFreeBytes = 1, ReserveBytes = 0 }, TimeProvider.System, NullLoggerFactory.Instance))
            {
                CatalogStore store = new(
                    storage, new FileSnapshotStore(storage.Data), _ => Task.CompletedTask, new SegmentInstruments(null), NullLogger.Instance);
                await store.OpenAsync();
                Assert.Null(store.Damage);
                string found = CatalogPicture.Describe(store.State);
                CatalogPicture current = possible.FirstOrDefault(picture => picture.Text == found)
                    ?? throw new InvalidOperationException(
                        $"Seed {seed}: the catalog holds\n{found}\nand must hold\n{string.Join("\nor\n", possible.Select(picture => picture.Text))}");
                possible = [current];
                for (int change = random.Next(ChangesOfALife); change >= 0 && possible.Length == 1; change--)
                {
                    (CatalogPicture next, Func<Task> act) = Next(store, current, random);
                    disk.PowerFailsIn = random.Next(4) == 0 ? random.Next(4) : null;
                    try
                    {
                        await act();
                        current = next;
                        possible = [current];
                    }
                    catch (VectorizerException e) when (e.Code == VectorizerError.Indeterminate)
                    {
                        possible = [current, next];
                        interrupted++;
                    }
                }

                disk.PowerFailsIn = null;
            }

            if (disk.IsDown || random.Next(2) == 0)
            {
                disk.LosePower();
            }
            else
            {
                disk.Kill();
            }
        }

        return interrupted;
    }

    /// <summary>A change, and what the catalog holds after it.</summary>
    private static (CatalogPicture Next, Func<Task> Act) Next(CatalogStore store, CatalogPicture current, Random random)
    {
        CollectionRecord[] records = [.. current.Records.Values];
        int kind = records.Length == 0 ? 0 : random.Next(10);
        if (kind == 0)
        {
            CollectionRecord created = Record(store.State.LastId + 1);
            return (current.With(created), () => store.CreateAsync(created));
        }

        CollectionRecord record = records[random.Next(records.Length)];
        CollectionDefinition definition = record.Definition;
        switch (kind)
        {
            case 1:
                return (current.Without(record.Id), () => store.DropAsync(record));
            case 2 or 3:
                // Never one that something else has or had.
                CollectionRecord renamed = Changed(record, definition with { Name = $"c{record.Id}-{record.Version + 1}" });
                return (current.With(renamed), () => store.RenameAsync(renamed));
            case 4:
                CollectionRecord turned = Changed(record, definition with { DeletionProtection = !definition.DeletionProtection });
                return (current.With(turned), () => store.ChangeAsync(turned));
            case 5 or 6:
                ImmutableArray<(string Alias, long Id)> changes =
                [
                    .. Enumerable.Range(0, AliasNames)
                        .Where(_ => random.Next(2) == 0)
                        .Select(number => ($"alias-{number}", random.Next(3) == 0 ? 0 : records[random.Next(records.Length)].Id))
                        .DefaultIfEmpty(("alias-0", record.Id)),
                ];
                return (current.With(changes), () => store.ChangeAliasesAsync(changes));
            default:
                PayloadIndexDefinition index = s_indexes[random.Next(s_indexes.Length)];
                ImmutableArray<PayloadIndexDefinition> others = [.. definition.PayloadIndexes.Where(other => other.Key != index.Key)];
                CollectionRecord indexed = Changed(
                    record,
                    definition with { PayloadIndexes = others.Length < definition.PayloadIndexes.Length ? others : [.. others, index] });
                return (current.With(indexed), () => store.ChangeAsync(indexed));
        }
    }

    private static CollectionRecord Changed(CollectionRecord record, CollectionDefinition definition)
        => record with { Version = record.Version + 1, Definition = definition };

    private static CollectionRecord Record(long id)
        => new(id, Definitions.Plain($"c{id}", dimension: 2, segments: 1), SlotMap.Even(1), Version: 1, DateTimeOffset.UnixEpoch);
}
