using Vectorizer.Engine.Segments;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>
/// Points, operations on their payloads and indexes over them against a model, on a disk that loses and reorders whatever was not
/// synced. Then with one mistake at a time, which the same histories must find.
/// </summary>
public sealed class SegmentModelTests
{
    private const int Histories = 1_000;
    private const int HistoriesToFindAFault = 4_000;

    public static TheoryData<PlantedFault> Faults =>
    [
        PlantedFault.AcknowledgeBeforeSync,
        PlantedFault.PublishAnUnsyncedSnapshot,
        PlantedFault.PublishBeforeTheLogIsSynced,
        PlantedFault.DropTheLogBeforeTheManifest,
    ];

    [Fact]
    public void Points_payloads_and_the_indexes_over_them_are_as_acknowledged_after_any_stop()
    {
        int first = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seeds {first}..{first + Histories - 1}");
        for (int seed = first; seed < first + Histories; seed++)
        {
            SegmentHistory.Play(seed);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void The_model_finds(PlantedFault fault) => Find(seed => SegmentHistory.Play(seed, fault));

    [Fact]
    public void The_model_finds_a_replay_that_leaves_revisions_out() => Find(seed => SegmentHistory.Play(seed, replayed: mutations =>
        mutations[0].IsRevision ? [PointMutation.Delete("nobody"u8.ToArray())] : mutations));

    [Fact]
    public void The_model_finds_a_replay_that_loses_the_payload_of_a_revision() => Find(seed => SegmentHistory.Play(seed, replayed: mutations =>
        [.. mutations.Select(mutation => mutation.IsRevision ? PointMutation.Revise(mutation.Id, default) : mutation)]));

    [Fact]
    public void The_model_finds_a_replay_that_revises_the_first_point_only() => Find(seed => SegmentHistory.Play(seed, replayed: mutations =>
        mutations[0].IsRevision ? mutations[..1] : mutations));

    private static void Find(Action<int> play)
    {
        for (int seed = 0; seed < HistoriesToFindAFault; seed++)
        {
            try
            {
                play(seed);
            }
            catch (ModelException found)
            {
                // The finding is the fault's only if the same history is clean without it.
                SegmentHistory.Play(seed);
                TestContext.Current.TestOutputHelper!.WriteLine($"after {seed + 1} histories: {found.Message}");
                return;
            }
        }

        Assert.Fail($"It was not found in {HistoriesToFindAFault} histories.");
    }
}
