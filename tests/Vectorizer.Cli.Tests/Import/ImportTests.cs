using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Import;

/// <summary>Whole imports, against a server that fails when it is told to.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private const int Rows = 95;
    private const int Dimension = 4;

    private readonly TemporaryFolder _folder = new();
    private FaultyServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FaultyServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(".fvecs", "")]
    [InlineData(".npy", "")]
    [InlineData(".jsonl", "p")]
    public async Task Every_row_of_every_format_arrives_as_it_was(string format, string idPrefix)
    {
        CommandLineRun run = await ImportAsync(WriteFile(format), "--create");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, string.Concat(run.Error.Split('\n')[1..])));
        Assert.StartsWith("Loaded 95 points into c in ", run.Output);
        FaultyCollection collection = _server.Collections["c"];
        Assert.Equal(Rows, collection.Points.Count);
        for (int row = 0; row < Rows; row++)
        {
            (float[] vector, string payload) = collection.Points[$"{idPrefix}{row}"];
            Assert.Equal(VectorFiles.Row(row, Dimension), vector);
            Assert.Equal(format == ".jsonl" ? $$"""{"row":{{row}}}""" : "", payload);
        }

        Assert.Equal(10, _server.Upserts);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_busy_server_is_asked_again_until_every_point_is_stored(HttpStatusCode status)
    {
        _server.BeforeUpsert = (number, context) => number % 3 == 0
            ? FaultyServer.RefuseAsync(context, status, "overloaded", retryAfter: 0)
            : Task.FromResult(false);

        CommandLineRun run = await ImportAsync(WriteFile(".fvecs"), "--create");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(Rows, _server.Collections["c"].Points.Count);
        Assert.Contains("requests repeated", run.Output);
    }

    // Half of the cut requests were carried out before the connection broke, which the client cannot know.
    [Fact]
    public async Task A_connection_that_is_cut_loses_no_point_and_stores_none_twice()
    {
        _server.BeforeUpsert = async (number, context) =>
        {
            if (number % 4 == 0)
            {
                using MemoryStream body = new();
                await context.Request.Body.CopyToAsync(body);
                _server.Collections["c"].Store(body.ToArray());
            }

            return number % 2 == 0 && await FaultyServer.HangUpAsync(context);
        };

        CommandLineRun run = await ImportAsync(WriteFile(".fvecs"), "--create");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(Rows, _server.Collections["c"].Points.Count);
    }

    [Fact]
    public async Task When_patience_ends_the_prefix_is_kept_and_the_next_run_goes_on_behind_it()
    {
        string file = WriteFile(".fvecs");
        _server.BeforeUpsert = (number, context) => number > 4
            ? FaultyServer.RefuseAsync(context, HttpStatusCode.ServiceUnavailable, "unavailable")
            : Task.FromResult(false);
        CommandLineRun first = await ImportAsync(file, "--create", "--patience", "0", "--connections", "1");

        Assert.Equal(ExitCode.Unavailable, first.ExitCode);
        Assert.Contains("Stopped: 40 points are loaded. The same command goes on from there", first.Error);
        Assert.Contains("told to answer unavailable (503 unavailable)", first.Error);

        _server.BeforeUpsert = (_, _) => Task.FromResult(false);
        CommandLineRun second = await ImportAsync(file, "--create", "--connections", "1");

        Assert.Equal(ExitCode.Success, second.ExitCode);
        Assert.Contains("Going on after 40 rows", second.Error);
        Assert.StartsWith("Loaded 55 points into c", second.Output);
        Assert.Equal(Rows, _server.Collections["c"].Points.Count);

        // 4 stored and 1 refused, then the 6 that were left.
        Assert.Equal(11, _server.Upserts);
    }

    [Fact]
    public async Task A_server_that_goes_away_ends_the_import_with_the_prefix_kept()
    {
        string file = WriteFile(".fvecs");
        TaskCompletionSource gone = new();
        _server.BeforeUpsert = async (number, context) =>
        {
            if (number > 2)
            {
                gone.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return false;
        };
        Task<CommandLineRun> import = ImportAsync(file, "--create", "--patience", "0", "--connections", "1");
        await gone.Task.WaitAsync(TestContext.Current.CancellationToken);
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);

        CommandLineRun run = await import;
        Assert.Equal(ExitCode.Unavailable, run.ExitCode);
        Assert.Equal(20, State(file)["points"]!.GetValue<int>());
    }

    [Fact]
    public async Task Another_run_over_a_loaded_file_sends_nothing()
    {
        string file = WriteFile(".fvecs");
        await ImportAsync(file, "--create");
        int upserts = _server.Upserts;

        CommandLineRun again = await ImportAsync(file, "--create");

        Assert.Equal(ExitCode.Success, again.ExitCode);
        Assert.Contains("already loaded into c: 95 points", again.Output);
        Assert.Equal(upserts, _server.Upserts);
    }

    [Fact]
    public async Task Without_resume_a_loaded_file_is_loaded_again()
    {
        string file = WriteFile(".fvecs");
        await ImportAsync(file, "--create");

        CommandLineRun again = await ImportAsync(file, "--no-resume");

        Assert.StartsWith("Loaded 95 points", again.Output);
        Assert.Equal(20, _server.Upserts);
    }

    [Fact]
    public async Task A_limit_loads_the_beginning_and_a_run_without_it_the_rest()
    {
        string file = WriteFile(".jsonl");
        CommandLineRun first = await ImportAsync(file, "--create", "--limit", "25");
        Assert.Equal((ExitCode.Success, 25), (first.ExitCode, _server.Collections["c"].Points.Count));

        CommandLineRun same = await ImportAsync(file, "--limit", "25");
        Assert.Contains("already loaded", same.Output);

        CommandLineRun rest = await ImportAsync(file);
        Assert.StartsWith("Loaded 70 points", rest.Output);
        Assert.Equal(Rows, _server.Collections["c"].Points.Count);
    }

    [Fact]
    public async Task A_bad_line_stops_the_import_behind_the_lines_before_it()
    {
        string file = WriteLines(bad: [37]);

        CommandLineRun run = await ImportAsync(file, "--create");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"error: {file}:38: 'vector' has 1 numbers; 4 are expected", run.Error);
        Assert.Contains("Stopped: 37 points are loaded", run.Error);
        Assert.Equal(37, _server.Collections["c"].Points.Count);
    }

    [Fact]
    public async Task Skipped_lines_are_counted_and_named_over_several_runs()
    {
        string file = WriteLines(bad: [2, 37, 60]);

        CommandLineRun first = await ImportAsync(file, "--create", "--skip-bad", "--limit", "50");
        CommandLineRun second = await ImportAsync(file, "--skip-bad");

        Assert.Equal((ExitCode.Success, ExitCode.Success), (first.ExitCode, second.ExitCode));
        Assert.Contains($"warning: left out {file}:3: 'vector' has 1 numbers", first.Error);
        Assert.Contains($"warning: left out {file}:61:", second.Error);
        Assert.Contains("Loaded 48 points", first.Output);
        Assert.Contains("Loaded 44 points", second.Output);
        Assert.Contains("3 bad rows left out", second.Output);
        Assert.Equal(Rows - 3, _server.Collections["c"].Points.Count);
    }

    [Fact]
    public async Task A_file_of_which_nothing_is_good_but_the_first_line_is_loaded_to_its_end()
    {
        string file = WriteLines(bad: [.. Enumerable.Range(1, Rows - 1)]);

        CommandLineRun run = await ImportAsync(file, "--create", "--skip-bad");

        Assert.Contains("Loaded 1 points", run.Output);
        Assert.Contains("94 bad rows left out", run.Output);
        Assert.Equal(20, run.Error.Split("warning: left out").Length - 1);
    }

    [Fact]
    public async Task A_point_that_the_server_refuses_is_named_by_its_line()
    {
        string file = WriteFile(".jsonl");
        _server.BeforeUpsert = (_, context) => FaultyServer.RefuseAsync(
            context,
            HttpStatusCode.UnprocessableEntity,
            "validation_failed",
            errors: new JsonObject { ["/points/6/payload"] = new JsonArray("too deep") });

        CommandLineRun run = await ImportAsync(file, "--create", "--connections", "1");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains($"{file}:7: the server refused the point: too deep", run.Error);
    }

    [Fact]
    public async Task A_file_that_has_changed_is_not_continued()
    {
        string file = WriteFile(".fvecs");
        await ImportAsync(file, "--create", "--limit", "10");
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));

        CommandLineRun run = await ImportAsync(file);

        Assert.Equal(ExitCode.NotResumable, run.ExitCode);
        Assert.Contains("stopped after 10 rows and cannot be continued: the file has changed", run.Error);
        Assert.Contains("--no-resume", run.Error);
        Assert.Equal(10, _server.Collections["c"].Points.Count);
    }

    [Fact]
    public async Task A_file_that_has_changed_behind_a_link_is_not_continued()
    {
        string file = WriteFile(".fvecs");
        string link = _folder.File("link.fvecs");
        File.CreateSymbolicLink(link, file);
        await ImportAsync(link, "--create", "--limit", "10");
        _folder.Write("c.fvecs", VectorFiles.Fvecs(Rows + 1, Dimension));

        CommandLineRun run = await ImportAsync(link);

        Assert.Equal(ExitCode.NotResumable, run.ExitCode);
        Assert.Contains("the file has changed: it was link.fvecs of 1,900 bytes", run.Error);
    }

    [Fact]
    public async Task Another_file_of_ids_is_not_continued()
    {
        string file = WriteFile(".fvecs");
        string ids = _folder.Write("ids.txt", string.Concat(Enumerable.Range(0, Rows).Select(row => $"word {row}\n")));
        await ImportAsync(file, "--create", "--limit", "10");

        CommandLineRun run = await ImportAsync(file, "--ids", ids);

        Assert.Equal(ExitCode.NotResumable, run.ExitCode);
        Assert.Contains("it was none; now it is ids.txt", run.Error);
    }

    [Fact]
    public async Task A_collection_that_was_created_anew_is_not_continued()
    {
        string file = WriteFile(".fvecs");
        await ImportAsync(file, "--create", "--limit", "10");
        _server.Collections["c"] = new FaultyCollection(Dimension);

        CommandLineRun run = await ImportAsync(file, "--create");

        Assert.Equal(ExitCode.NotResumable, run.ExitCode);
        Assert.Contains("the collection 'c' is another", run.Error);
        Assert.Empty(_server.Collections["c"].Points);
    }

    [Fact]
    public async Task A_collection_that_is_gone_is_not_created_under_an_import_that_should_go_on()
    {
        string file = WriteFile(".fvecs");
        await ImportAsync(file, "--create", "--limit", "10");
        _server.Collections.Clear();

        CommandLineRun refused = await ImportAsync(file, "--create");
        Assert.Equal(ExitCode.NotResumable, refused.ExitCode);
        Assert.Empty(_server.Collections);

        CommandLineRun anew = await ImportAsync(file, "--create", "--no-resume");
        Assert.Equal((ExitCode.Success, Rows), (anew.ExitCode, _server.Collections["c"].Points.Count));
    }

    [Fact]
    public async Task A_collection_that_is_replaced_while_the_file_is_loaded_is_noticed()
    {
        _server.BeforeUpsert = (number, _) =>
        {
            if (number == 5)
            {
                _server.Collections["c"] = new FaultyCollection(Dimension);
            }

            return Task.FromResult(false);
        };

        CommandLineRun run = await ImportAsync(WriteFile(".fvecs"), "--create");

        Assert.Equal(ExitCode.NotResumable, run.ExitCode);
        Assert.Contains("was deleted while the file was loaded", run.Error);
    }

    [Fact]
    public async Task Points_that_are_missing_since_the_last_run_are_warned_about()
    {
        string file = WriteFile(".fvecs");
        await ImportAsync(file, "--create", "--limit", "50");
        _server.Collections["c"].Points.TryRemove("7", out _);

        CommandLineRun run = await ImportAsync(file);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("warning: c holds 49 points, fewer than the 50 that were loaded", run.Error);
    }

    // While the server loads from its disk it counts what it has loaded so far, which says nothing about what is missing.
    [Fact]
    public async Task Points_of_a_collection_that_recovers_are_not_missed()
    {
        string file = WriteFile(".fvecs");
        await ImportAsync(file, "--create", "--limit", "50");
        _server.Collections["c"].Recovering = 1;

        CommandLineRun run = await ImportAsync(file);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.DoesNotContain("warning", run.Error);
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_not_guessed_at()
    {
        string file = WriteFile(".fvecs");
        _folder.Write("c.fvecs.c.import", "{\"version\":1,");

        CommandLineRun run = await ImportAsync(file, "--create");

        Assert.Equal(ExitCode.NotResumable, run.ExitCode);
        Assert.Contains("c.fvecs.c.import", run.Error);
        Assert.Empty(_server.Collections);
    }

    [Fact]
    public async Task A_state_that_cannot_be_written_ends_the_import()
    {
        CommandLineRun run = await ImportAsync(
            WriteFile(".fvecs"), "--create", "--state", _folder.File("no/such/folder/state"));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("Cannot save how far the import has come", run.Error);
    }

    [Fact]
    public async Task A_state_may_be_kept_elsewhere()
    {
        string file = WriteFile(".fvecs");
        string state = _folder.File("elsewhere");
        await ImportAsync(file, "--create", "--limit", "10", "--state", state);

        CommandLineRun run = await ImportAsync(file, "--state", state);

        Assert.Contains("Going on after 10 rows", run.Error);
        Assert.False(File.Exists(file + ".c.import"));
    }

    [Theory]
    [InlineData("There is no collection 'c'")]
    [InlineData("holds vectors of 3 numbers; those in", "--create")]
    [InlineData("exists and has metric cosine, not dot", "--create", "--metric", "dot")]
    [InlineData("exists and has m 16, not 8", "--create", "--m", "8")]
    [InlineData("exists and has ef_construction 200, not 9", "--create", "--ef-construction", "9")]
    [InlineData("exists and has segments 1, not 2", "--create", "--segments", "2")]
    [InlineData("exists and has compression true, not false", "--create", "--no-compression")]
    [InlineData("exists and has a compression threshold of 1024, not 99", "--create", "--compression-threshold", "99")]
    [InlineData("has one unnamed vector field, and none called 'title'", "--using", "title")]
    public async Task A_collection_that_does_not_fit_is_refused_before_anything_is_sent(
        string message, params string[] options)
    {
        if (options.Length > 0)
        {
            _server.Collections["c"] = new FaultyCollection(options is ["--create"] ? 3 : Dimension);
        }

        CommandLineRun run = await ImportAsync(WriteFile(".fvecs"), options);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Equal(0, _server.Upserts);
    }

    [Fact]
    public async Task Requests_stay_below_the_servers_limit_however_large_the_payloads_are()
    {
        long largest = 0;
        _server.BeforeUpsert = (_, context) =>
        {
            largest = Math.Max(largest, context.Request.ContentLength ?? long.MaxValue);
            return Task.FromResult(false);
        };
        string text = new('x', 1_000_000);
        string file = _folder.Write("c.jsonl", string.Concat(Enumerable.Range(0, 40).Select(
            row => $$$"""{"id":"{{{row}}}","vector":[1],"payload":{"t":"{{{text}}}"}}""" + "\n")));

        CommandLineRun run = await ImportAsync(file, "--create", "--batch", "10000", "--connections", "1");

        Assert.Equal((ExitCode.Success, 40), (run.ExitCode, _server.Collections["c"].Points.Count));
        Assert.InRange(largest, 1_000_000, 32 * 1024 * 1024);
        Assert.Equal(2, _server.Upserts);
    }

    private Task<CommandLineRun> ImportAsync(string file, params string[] options) => CommandLineRun.RunAsync(
        ["import", file, "--collection", "c", "--url", _server.Url.ToString(), "--batch", Batch(options), .. Others(options)]);

    // The tests' own batch of 10, unless a test names one.
    private static string Batch(string[] options)
    {
        int given = Array.IndexOf(options, "--batch");
        return given < 0 ? "10" : options[given + 1];
    }

    private static IEnumerable<string> Others(string[] options)
    {
        int given = Array.IndexOf(options, "--batch");
        return options.Where((_, i) => given < 0 || (i != given && i != given + 1));
    }

    private string WriteFile(string format) => _folder.Write("c" + format, format switch
    {
        ".fvecs" => VectorFiles.Fvecs(Rows, Dimension),
        ".npy" => VectorFiles.Npy(
            $"{Rows}, {Dimension}",
            [.. Enumerable.Range(0, Rows).SelectMany(row => VectorFiles.Row(row, Dimension)).SelectMany(VectorFiles.Float32)]),
        _ => [.. Enumerable.Range(0, Rows).SelectMany(
            row => System.Text.Encoding.UTF8.GetBytes(VectorFiles.JsonLine(row, Dimension) + "\n"))],
    });

    private string WriteLines(int[] bad) => _folder.Write("c.jsonl", string.Concat(Enumerable.Range(0, Rows).Select(
        row => bad.Contains(row) ? "{\"id\":\"x\",\"vector\":[1]}\n" : VectorFiles.JsonLine(row, Dimension) + "\n")));

    private static JsonNode State(string file) => JsonNode.Parse(File.ReadAllText(file + ".c.import"))!;
}
