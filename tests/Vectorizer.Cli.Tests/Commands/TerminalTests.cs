using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Commands;

/// <summary>What a person sees. Ids, titles and words hold brackets, which are markup to the library that draws.</summary>
public sealed class TerminalTests(RealServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_import_shows_a_bar_that_fills_and_keeps_the_result_apart()
    {
        string file = _folder.Write("[bold]rows.fvecs", VectorFiles.Fvecs(3_000, dimension: 4));

        CommandLineRun run = await RunAsync("import", file, "-c", "tty-import", "--create");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("[bold]rows.fvecs → tty-import ", run.Error);
        Assert.Contains("━━ 100% ", run.Error);
        Assert.Contains(" points/s  ", run.Error);
        Assert.StartsWith("Loaded 3,000 points into tty-import", run.Output);
    }

    [Fact]
    public async Task A_query_is_a_table()
    {
        string file = _folder.Write("c.jsonl", """
            {"id":"a","vector":[1,0]}
            {"id":"[red]b[/]","vector":[1,0.1],"payload":{"t":["x"]}}
            """);
        await RunAsync("import", file, "-c", "tty-query", "--create");

        CommandLineRun run = await RunAsync("query", "tty-query", "--id", "a");

        Assert.Contains("score", run.Output);
        Assert.Contains("───", run.Output);
        Assert.Contains("[red]b[/]", run.Output);
        Assert.Contains("""{"t":["x"]}""", run.Output);
        Assert.StartsWith("1 points in ", run.Error);
    }

    [Fact]
    public async Task Collections_are_tables_with_grouped_numbers()
    {
        string file = _folder.Write("rows.fvecs", VectorFiles.Fvecs(1_234, dimension: 2));
        await RunAsync("import", file, "-c", "tty-show", "--create", "--segments", "2");

        CommandLineRun list = await RunAsync("collections", "list");
        CommandLineRun shown = await RunAsync("collections", "show", "tty-show");
        CommandLineRun status = await RunAsync("status");

        Assert.Contains(" tty-show ", list.Output);
        Assert.Contains(" 1,234 ", list.Output);
        Assert.Contains("2 numbers, cosine, m 16", shown.Output);
        Assert.Contains("segment", shown.Output);
        Assert.Contains("waiting", status.Output);
    }

    [Fact]
    public async Task The_demo_shows_a_card_for_each_question()
    {
        string package = _folder.Write("words.tgz", WinkPackage.Archive(WinkPackage.Json(
            2, ("king", [9, 1]), ("queen", [9, 9]), ("man", [0, 1]), ("woman", [0, 9]), ("[b]", [-3, 1]))));

        CommandLineRun run = await RunAsync(
            "demo", "words", "[b]", "king - man + woman", "--embeddings", package, "--cache", _folder.File("cache"),
            "-c", "tty-demo");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("╭─[b]─", run.Output);
        Assert.Contains("╭─king − man + woman = queen─", run.Output);
        Assert.Contains("████", run.Output);
        Assert.Contains("words are the same.", run.Output);
    }

    [Fact]
    public async Task A_failure_is_told_on_the_screen()
    {
        CommandLineRun run = await RunAsync("collections", "show", "tty-[none]");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.StartsWith("error: ", run.Error);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CommandLineRun> RunAsync(params string[] command) =>
        CommandLineRun.RunOnTerminalAsync([.. command, "--url", server.Url]);
}
