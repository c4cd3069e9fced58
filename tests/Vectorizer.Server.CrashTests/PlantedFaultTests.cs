using Vectorizer.Server.CrashTests.Faults;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;
using Vectorizer.Server.CrashTests.Rounds;

namespace Vectorizer.Server.CrashTests;

/// <summary>A harness that finds nothing proves nothing: each of these faults is found within a few rounds.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output) : IDisposable
{
    // A run ends with the round that finds the fault. Some faults wait for an operation that is rare.
    private const int Rounds = 100;

    private readonly TestDirectory _directory = new();

    // Which rule a lost write breaks first depends on what its connection does next: the rounds without a fault break none.
    [Fact]
    public Task Records_missing_at_the_end_of_a_log_are_found() => FindAsync(new LostRecords(5));

    [Fact]
    public Task Writes_acknowledged_but_not_done_are_found() => FindAsync(new LostWrites());

    [Fact]
    public Task Writes_done_by_half_are_found() => FindAsync(new HalfWrites());

    [Fact]
    public Task Payloads_that_are_changed_otherwise_than_asked_are_found() => FindAsync(new WrongRevisions());

    [Fact]
    public async Task Indexes_that_are_acknowledged_and_not_there_are_found()
        => Assert.Contains("has the indexes", await FindAsync(new LostChanges<PutIndex>()));

    [Fact]
    public async Task Indexes_that_are_dropped_and_still_there_are_found()
        => Assert.Contains("has the indexes", await FindAsync(new LostChanges<DropIndex>()));

    // An alias that is missing may be asked for before the next kill.
    [Fact]
    public Task Aliases_that_are_acknowledged_and_not_there_are_found() => FindAsync(new LostChanges<SetAlias>());

    [Fact]
    public async Task Aliases_that_are_deleted_and_still_there_are_found()
        => Assert.Contains("stands for; that must be nothing", await FindAsync(new LostChanges<DeleteAlias>()));

    [Fact]
    public Task Renames_that_are_acknowledged_and_not_done_are_found() => FindAsync(new LostChanges<RenameCollection>());

    [Fact]
    public async Task A_dropped_collection_that_comes_back_is_found()
        => Assert.Matches(
            // The second when an unanswered creation of the same name followed the drop.
            "though it was dropped|which an earlier collection of this name had",
            await FindAsync(new CollectionBack(DataDirectory, _directory.Of("kept")), connections: 1));

    [Fact]
    public async Task A_point_that_was_never_written_is_found()
        => Assert.Contains("phantoms that were never written", await FindAsync(new StrangePoint("c0-strange", 1, 1)));

    [Fact]
    public async Task A_point_of_nobody_is_found()
        => Assert.Contains("nobody writes such a point", await FindAsync(new StrangePoint("strange", 1, 1)));

    [Fact]
    public async Task A_vector_that_does_not_belong_to_its_payload_is_found()
        => Assert.Contains("another vector", await FindAsync(new StrangePoint("c0-00", 1, 2)));

    public void Dispose() => _directory.Dispose();

    private string DataDirectory => _directory.Of("data");

    private async Task<string> FindAsync(PlantedFault fault, int connections = 4)
    {
        CrashOptions options = new(Rounds, Random.Shared.Next()) { Connections = connections, KilledStarts = 0, Stops = 0 };
        output.WriteLine($"seed {options.Seed}");
        CrashRun run = new(options, DataDirectory, output.WriteLine, fault);
        CrashRunException found = await Assert.ThrowsAsync<CrashRunException>(run.RunAsync);
        output.WriteLine(found.Message.Split('\n')[0]);
        return found.Message;
    }
}
