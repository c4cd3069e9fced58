using System.Text.Json.Nodes;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Import;

/// <summary>Imports in a process of their own that is stopped in the middle, and then run again.</summary>
public sealed class InterruptedImportTests : IAsyncLifetime
{
    private const int Rows = 6_000;
    private const int Batch = 10;
    private const int Batches = Rows / Batch;

    private readonly TemporaryFolder _folder = new();
    private FaultyServer _server = null!;
    private string _file = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FaultyServer.StartAsync();
        _file = _folder.Write("words.fvecs", VectorFiles.Fvecs(Rows, dimension: 3));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    // The server answers slowly until the import has saved its state for the first time, and then not at all, so that
    // the kill always meets an import with a part acknowledged, a part on its way and a part unread.
    [Fact]
    public async Task After_a_sigkill_in_the_middle_the_next_run_goes_on_and_every_point_is_there()
    {
        string state = _file + ".c.import";
        TaskCompletionSource saved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.BeforeUpsert = async (_, context) =>
        {
            await Task.Delay(10, context.RequestAborted);
            if (File.Exists(state))
            {
                saved.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return false;
        };
        using (CommandLineProcess killed = Start())
        {
            await saved.Task.WaitAsync(Token);
            killed.Kill();
            Assert.NotEqual(ExitCode.Success, (await killed.EndAsync(Token)).ExitCode);
        }

        int stored = _server.Collections["c"].Points.Count;
        int acknowledged = JsonNode.Parse(await File.ReadAllTextAsync(state, Token))!["points"]!.GetValue<int>();
        Assert.InRange(acknowledged, 1, stored);
        Assert.InRange(stored, 1, Rows - 1);

        int before = _server.Upserts;
        _server.BeforeUpsert = (_, _) => Task.FromResult(false);
        using CommandLineProcess second = Start();
        CommandLineRun run = await second.EndAsync(Token);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(Rows, _server.Collections["c"].Points.Count);
        Assert.Equal(Batches - (acknowledged / Batch), _server.Upserts - before);
        Assert.All(
            _server.Collections["c"].Points,
            point => Assert.Equal(VectorFiles.Row(int.Parse(point.Key), 3), point.Value.Vector));
    }

    [Fact]
    public async Task Ctrl_c_keeps_what_is_acknowledged_and_says_how_to_go_on()
    {
        TaskCompletionSource halfway = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.BeforeUpsert = async (number, context) =>
        {
            if (number > Batches / 2)
            {
                halfway.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return false;
        };
        using CommandLineProcess interrupted = Start();
        await halfway.Task.WaitAsync(Token);
        interrupted.Interrupt();
        CommandLineRun run = await interrupted.EndAsync(Token);

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Contains("The same command goes on from there", run.Error);

        _server.BeforeUpsert = (_, _) => Task.FromResult(false);
        using CommandLineProcess second = Start();
        Assert.Equal(ExitCode.Success, (await second.EndAsync(Token)).ExitCode);
        Assert.Equal(Rows, _server.Collections["c"].Points.Count);
    }

    [Fact]
    public async Task Without_a_terminal_the_output_is_plain_lines_and_the_result_stands_alone()
    {
        using CommandLineProcess process = Start();
        CommandLineRun run = await process.EndAsync(Token);

        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.DoesNotContain('\r', run.Output + run.Error);
        Assert.Equal("Loaded 6,000 points into c in ", Assert.Single(run.Output.TrimEnd().Split('\n'))[..30]);
        Assert.StartsWith("words.fvecs → c: 0 of 6,000 points", run.Error);
    }

    private CommandLineProcess Start() => CommandLineProcess.Start(
        "import", _file, "--collection", "c", "--create", "--url", _server.Url.ToString(), "--batch", $"{Batch}");
}
