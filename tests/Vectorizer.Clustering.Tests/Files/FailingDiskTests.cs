using Vectorizer.Clustering.Persistence;
using Vectorizer.Clustering.Tests.Persistence;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Clustering.Tests.Files;

/// <summary>Kills, power failures and failing calls between any two steps of a write.</summary>
public sealed class FailingDiskTests : IDisposable
{
    private const string StateName = "manifest";
    private const string StateDirectory = "/state";

    // Unsynced bytes and names survive at random: enough tries for each step to see both.
    private const int TriesOfEachStep = 20;

    private static readonly GrainId s_grain = GrainId.Create("segment", "1/0");

    private readonly StateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A step more each time, until the operation ends before the power does.</summary>
    [Theory]
    [InlineData("first write")]
    [InlineData("write")]
    [InlineData("clear")]
    public async Task After_a_power_failure_at_any_step_there_is_the_old_record_or_the_new_one_and_a_confirmed_one_stays(string operation)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        string old = operation == "first write" ? "new" : "old";
        string wanted = operation == "clear" ? "new" : "wanted";
        HashSet<string> found = [];
        bool confirmed = false;
        int steps = 0;
        for (; !confirmed; steps++)
        {
            for (int attempt = 0; attempt < TriesOfEachStep; attempt++)
            {
                SimulatedDisk disk = NewDisk(random);
                FileGrainStorage storage = _folder.Open(disk, StateDirectory);
                Held held = new(new Manifest { Name = "old" });
                if (operation != "first write")
                {
                    await storage.WriteStateAsync(StateName, s_grain, held);
                }

                held.State = new Manifest { Name = "wanted" };
                disk.PowerFailsIn = steps;
                confirmed = await Record.ExceptionAsync(() => operation == "clear"
                    ? storage.ClearStateAsync(StateName, s_grain, held)
                    : storage.WriteStateAsync(StateName, s_grain, held)) is null;
                disk.LosePower();

                Held read = new();
                storage = _folder.Open(disk, StateDirectory);
                await storage.ReadStateAsync(StateName, s_grain, read);
                found.Add(read.State.Name);
                Assert.Contains(read.State.Name, confirmed ? new[] { wanted } : [old, wanted]);
                Assert.DoesNotContain(disk.TryList(StateDirectory)!, entry => entry.Name.EndsWith(".new", StringComparison.Ordinal));

                // And it goes on from there.
                read.State = new Manifest { Name = "next" };
                await storage.WriteStateAsync(StateName, s_grain, read);
            }
        }

        Assert.True(steps > 2, $"The operation had {steps - 1} steps.");
        Assert.Equal(new HashSet<string> { old, wanted }, found);
    }

    [Theory]
    [InlineData("create", DiskError.DiskFull)]
    [InlineData("write", DiskError.DiskFull)]
    [InlineData("write", DiskError.Other)]
    [InlineData("sync", DiskError.Other)]
    [InlineData("rename", DiskError.Other)]
    public async Task A_failure_before_the_new_name_leaves_the_old_record_and_the_next_write_works(string operation, DiskError error)
    {
        SimulatedDisk disk = NewDisk(new Random(1));
        FileGrainStorage storage = _folder.Open(disk, StateDirectory);
        Held held = new(new Manifest { Name = "old" });
        await storage.WriteStateAsync(StateName, s_grain, held);
        string? etag = held.ETag;

        disk.Inject = (call, _) => call == operation ? error : null;
        held.State = new Manifest { Name = "wanted" };
        DiskException exception = await Assert.ThrowsAsync<DiskException>(() => storage.WriteStateAsync(StateName, s_grain, held));
        Assert.Equal(error, exception.Error);
        Assert.Equal(etag, held.ETag);

        disk.Inject = null;
        Held read = new();
        await storage.ReadStateAsync(StateName, s_grain, read);
        Assert.Equal(("old", etag), (read.State.Name, read.ETag));
        await storage.WriteStateAsync(StateName, s_grain, held);
        await storage.ReadStateAsync(StateName, s_grain, read);
        Assert.Equal("wanted", read.State.Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_whose_name_could_not_be_synced_is_neither_read_nor_written_until_a_restart(bool clear)
    {
        SimulatedDisk disk = NewDisk(new Random(1));
        FileGrainStorage storage = _folder.Open(disk, StateDirectory);
        Held held = new(new Manifest { Name = "old" });
        await storage.WriteStateAsync(StateName, s_grain, held);
        GrainId other = GrainId.Create("segment", "2/0");
        await storage.WriteStateAsync(StateName, other, new Held());

        disk.Inject = (call, _) => call == "sync directory" ? DiskError.Other : null;
        await Assert.ThrowsAsync<DiskException>(() => clear
            ? storage.ClearStateAsync(StateName, s_grain, held)
            : storage.WriteStateAsync(StateName, s_grain, held));
        disk.Inject = null;

        Func<Task>[] calls =
        [
            () => storage.ReadStateAsync(StateName, s_grain, held),
            () => storage.WriteStateAsync(StateName, s_grain, held),
            () => storage.ClearStateAsync(StateName, s_grain, held),
        ];
        foreach (Func<Task> call in calls)
        {
            GrainStateException exception = await Assert.ThrowsAsync<GrainStateException>(call);
            Assert.Contains("restart", exception.Message, StringComparison.Ordinal);
        }

        await storage.ReadStateAsync(StateName, other, new Held());
        storage = _folder.Open(disk, StateDirectory);
        await storage.ReadStateAsync(StateName, s_grain, held);
    }

    [Fact]
    public async Task A_slow_disk_holds_up_neither_the_caller_nor_what_was_not_asked_of_it()
    {
        using ManualResetEventSlim gate = new();
        SimulatedDisk disk = NewDisk(new Random(1));
        FileGrainStorage storage = _folder.Open(disk, StateDirectory);
        Held held = new(new Manifest { Name = "slow" });
        disk.Inject = (call, _) =>
        {
            if (call == "sync")
            {
                gate.Wait(TestContext.Current.CancellationToken);
            }

            return null;
        };
        Task first = storage.WriteStateAsync(StateName, s_grain, held);
        Assert.False(first.IsCompleted);

        // Behind it, and taken back before its turn comes.
        using CancellationTokenSource source = new();
        Held stale = new(new Manifest { Name = "cancelled" });
        Task second = storage.WriteStateAsync(StateName, s_grain, stale, source.Token);
        await source.CancelAsync();
        gate.Set();
        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Held read = new();
        await storage.ReadStateAsync(StateName, s_grain, read);
        Assert.Equal("slow", read.State.Name);
    }

    [Fact]
    public void A_missing_directory_is_no_empty_one()
    {
        DiskException exception = Assert.Throws<DiskException>(() => _folder.Open(NewDisk(new Random(1)), "/elsewhere"));
        Assert.Contains("/elsewhere", exception.Message, StringComparison.Ordinal);
    }

    private static SimulatedDisk NewDisk(Random random)
    {
        SimulatedDisk disk = new(random);
        disk.CreateDirectory(StateDirectory);
        disk.SyncDirectory("/");
        return disk;
    }
}
