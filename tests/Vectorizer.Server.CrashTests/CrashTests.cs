using Vectorizer.Server.CrashTests.Rounds;

namespace Vectorizer.Server.CrashTests;

/// <summary>
/// The claim: whenever a server is killed, what it has acknowledged is there after the next start, whole, and nothing else.
/// A round of <see cref="CrashRun"/> is one kill. <c>CRASH_ROUNDS</c> and <c>CRASH_SEED</c> change how many, and which.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_server_killed_at_any_moment_holds_what_it_acknowledged_and_nothing_else()
    {
        CrashOptions options = CrashOptions.FromEnvironment();
        output.WriteLine($"seed {options.Seed}, {options.Rounds} rounds");

        // Not a directory that is removed in any case: after a failure it is the evidence.
        string directory = Directory.CreateTempSubdirectory("vectorizer-crash-").FullName;
        CrashRun run = new(options, directory, output.WriteLine);
        await run.RunAsync();
        output.WriteLine($"{options.Rounds} rounds: {run.Counts}");
        Directory.Delete(directory, recursive: true);
        Assert.True(run.Counts is { Saves: > 0, Compactions: > 0, Requantized: > 0, LoadedSnapshots: > 0 }, $"Something was never tried: {run.Counts}");
        Assert.True(run.Counts is { IndexChanges: > 0, NameChanges: > 0 }, $"Something was never tried: {run.Counts}");
        Assert.True(run.Counts.Acknowledged > options.Rounds, $"Hardly anything was tried: {run.Counts}");
    }
}
