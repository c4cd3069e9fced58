using Vectorizer.Cli.Tests.Fixtures;
using Vectorizer.Client.Collections;

namespace Vectorizer.Cli.Tests.Demo;

/// <summary>The demo with a dozen words, against the server itself.</summary>
public sealed class WordsDemoTests(RealServer server) : IDisposable
{
    // Two dimensions of meaning, royal and female, so that the analogy is exact.
    private static readonly string s_words = WinkPackage.Json(
        3,
        ("king", [9, 0, 1]),
        ("queen", [9, 9, 1]),
        ("man", [0, 0, 1]),
        ("woman", [0, 9, 1]),
        ("piano", [0, 0, -5]),
        ("violin", [0, 0.5f, -5]),
        ("the", [-3, -3, 0]),
        (".", [1, 1, 1]));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Words_are_loaded_once_and_neighbours_and_analogies_are_found()
    {
        CommandLineRun first = await AskAsync("demo-words", "piano", "king - man + woman");
        CommandLineRun second = await AskAsync("demo-words", "violin");

        Assert.True(first.ExitCode == ExitCode.Success, first.Error);
        Assert.True(second.ExitCode == ExitCode.Success, second.Error);
        Assert.Contains("Loaded 7 points into demo-words", first.Output);
        Assert.Contains("\npiano ~ violin 1.00, ", first.Output);
        Assert.Contains("\nking − man + woman = queen ", first.Output);
        Assert.Contains("words are the same.", first.Output);
        Assert.Contains("already loaded into demo-words: 7 points", second.Output);
        Assert.Contains("\nviolin ~ piano 1.00, ", second.Output);
    }

    [Fact]
    public async Task The_words_of_a_sum_are_left_out_of_its_answer()
    {
        CommandLineRun run = await AskAsync("demo-left-out", "king - man + woman");

        string answer = run.Output.Split('\n').Single(line => line.StartsWith("king −"));
        Assert.Equal(["queen", "piano", "the", "violin"], answer.Split(" = ")[1].Split(", ").Select(word => word.Split(' ')[0]).Order()
            .OrderBy(word => word == "queen" ? 0 : 1));
    }

    [Fact]
    public async Task A_new_server_or_collection_is_loaded_from_the_beginning()
    {
        await AskAsync("demo-anew", "piano");
        await server.Client.DeleteCollectionAsync("demo-anew", TestContext.Current.CancellationToken);

        CommandLineRun gone = await AskAsync("demo-anew", "piano");
        Assert.Contains("Loaded 7 points", gone.Output);

        await server.Client.DeletePointsAsync("demo-anew", ["king"], TestContext.Current.CancellationToken);
        CommandLineRun fewer = await AskAsync("demo-anew", "king");
        Assert.Contains("Loaded 7 points", fewer.Output);
        Assert.Equal(ExitCode.Success, fewer.ExitCode);
    }

    // The stand-in searches nothing, so the demo ends with its first question; what counts is that it loads nothing again.
    [Fact]
    public async Task A_server_that_loads_from_its_disk_is_waited_for_and_not_loaded_again()
    {
        await using FaultyServer recovering = await FaultyServer.StartAsync();
        await RunAsync("words", recovering.Url.ToString(), "piano");
        int upserts = recovering.Upserts;
        recovering.Collections["words"].Recovering = 2;

        CommandLineRun run = await RunAsync("words", recovering.Url.ToString(), "piano");

        Assert.Contains("loading words from its disk", run.Error);
        Assert.Contains("already loaded into words: 7 points", run.Output);
        Assert.Equal((1, 1), (upserts, recovering.Upserts));
    }

    [Fact]
    public async Task A_word_that_is_not_there_is_told_and_the_others_are_answered()
    {
        CommandLineRun run = await AskAsync("demo-unknown", "xyzzy", "piano", "king - xyzzy");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("warning: xyzzy: ", run.Error);
        Assert.Contains("warning: king − xyzzy: ", run.Error);
        Assert.Contains("\npiano ~ violin", run.Output);
    }

    [Fact]
    public async Task A_collection_of_that_name_that_holds_something_else_is_left_alone()
    {
        await server.Client.CreateCollectionAsync(
            "demo-other", new CollectionDefinition { Dimension = 5 }, TestContext.Current.CancellationToken);

        CommandLineRun run = await AskAsync("demo-other", "piano");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("holds vectors of 5 numbers", run.Error);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CommandLineRun> AskAsync(string collection, params string[] questions) =>
        RunAsync(collection, server.Url, questions);

    private Task<CommandLineRun> RunAsync(string collection, string url, params string[] questions) => CommandLineRun.RunAsync(
    [
        "demo", "words", .. questions,
        "--embeddings", _folder.Write("words.tgz", WinkPackage.Archive(s_words)),
        "--cache", _folder.File("cache"),
        "--collection", collection,
        "--url", url,
    ]);
}
