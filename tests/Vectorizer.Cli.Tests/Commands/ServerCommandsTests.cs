using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Commands;

/// <summary>The small commands against the server itself, without a terminal.</summary>
public sealed class ServerCommandsTests(RealServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_collection_is_created_listed_shown_and_deleted()
    {
        CommandLineRun created = await RunAsync(
            "collections", "create", "cmd-life", "-d", "3", "--metric", "dot", "--m", "8", "--segments", "2",
            "--compression-threshold", "2000");
        CommandLineRun list = await RunAsync("collections", "list");
        CommandLineRun shown = await RunAsync("collections", "show", "cmd-life");
        CommandLineRun deleted = await RunAsync("collections", "delete", "cmd-life", "--yes");
        CommandLineRun gone = await RunAsync("collections", "show", "cmd-life");

        Assert.StartsWith("Created cmd-life (id ", created.Output);
        Assert.Contains("cmd-life\t0\t2\tnone\tready\n", list.Output);
        Assert.Contains("points\t0\n", shown.Output);
        Assert.Contains("vector\t3 numbers, dot, m 8, ", shown.Output);
        Assert.Contains("payloads\t0 bytes of 0 bytes (compressed from 2.0 kB on)", shown.Output);
        Assert.Contains("\n1\t", shown.Output);
        Assert.Equal((ExitCode.Success, "Deleted cmd-life.\n"), (deleted.ExitCode, deleted.Output));
        Assert.Equal(ExitCode.Refused, gone.ExitCode);
        Assert.Contains("(404 collection_not_found)", gone.Error);
    }

    [Fact]
    public async Task An_index_is_created_listed_and_deleted()
    {
        await RunAsync("collections", "create", "cmd-indexes", "-d", "3");
        CommandLineRun created = await RunAsync("indexes", "create", "cmd-indexes", "tags[]", "--type", "keyword");
        CommandLineRun list;
        do
        {
            list = await RunAsync("indexes", "list", "cmd-indexes");
        }
        while (list.Output.Contains("building", StringComparison.Ordinal));
        CommandLineRun deleted = await RunAsync("indexes", "delete", "cmd-indexes", "tags[]");
        CommandLineRun gone = await RunAsync("indexes", "delete", "cmd-indexes", "tags[]");
        CommandLineRun wrong = await RunAsync("indexes", "create", "cmd-indexes", "tags[]", "--type", "strings");

        Assert.StartsWith("The keyword index of tags[] is ", created.Output);
        Assert.StartsWith("tags[]\tkeyword\t0\t0\t", list.Output);
        Assert.EndsWith("\tready\n", list.Output);
        Assert.Equal((ExitCode.Success, "Deleted the index of tags[].\n"), (deleted.ExitCode, deleted.Output));
        Assert.Equal(ExitCode.Refused, gone.ExitCode);
        Assert.Contains("(404 payload_index_not_found)", gone.Error);
        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
    }

    [Fact]
    public async Task Points_are_shown_listed_counted_and_deleted()
    {
        await ImportFilmsAsync("cmd-points");
        CommandLineRun shown = await RunAsync("points", "show", "cmd-points", "film2");
        CommandLineRun missing = await RunAsync("points", "show", "cmd-points", "nobody");
        CommandLineRun latest = await RunAsync("points", "list", "cmd-points", "--order-by", "year", "--descending", "--limit", "2");
        CommandLineRun all = await RunAsync("points", "list", "cmd-points", "--all");
        CommandLineRun old = await RunAsync("points", "list", "cmd-points", "--filter", Before(1901));
        CommandLineRun count = await RunAsync("points", "count", "cmd-points", "--filter", Before(1905));
        CommandLineRun estimate = await RunAsync("points", "count", "cmd-points", "--estimate");
        CommandLineRun facets = await RunAsync("points", "facet", "cmd-points", "genre", "--filter", Before(1905), "--limit", "1");
        CommandLineRun bad = await RunAsync("points", "count", "cmd-points", "--filter", "{\"most\":[]}");
        CommandLineRun one = await RunAsync("points", "delete", "cmd-points", "--id", "film0", "--id", "nobody");
        string[] deleteOld = ["points", "delete", "cmd-points", "--filter", Before(1905)];
        CommandLineRun no = await CommandLineRun.RunAsync(Args(deleteOld), input: "n\n");
        CommandLineRun yes = await RunAsync([.. deleteOld, "--yes"]);
        CommandLineRun left = await RunAsync("points", "count", "cmd-points");

        Assert.Equal("id\tfilm2\nvector\t[2, 0]\npayload\t{\"year\":1902,\"genre\":\"drama\"}\n", shown.Output);
        Assert.Equal(ExitCode.Refused, missing.ExitCode);
        Assert.Equal(
            "film2099\t{\"year\":3999,\"genre\":\"scifi\"}\nfilm2098\t{\"year\":3998,\"genre\":\"drama\"}\n", latest.Output);
        Assert.Equal(2_100, all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
        Assert.Equal("film0\t{\"year\":1900,\"genre\":\"drama\"}\n", old.Output);
        Assert.Equal(("5\n", "2100\n"), (count.Output, estimate.Output));
        Assert.Equal("\"drama\"\t3\n", facets.Output);
        Assert.Equal(ExitCode.Refused, bad.ExitCode);
        Assert.Contains("most", bad.Error);
        Assert.Equal("Deleted 1 point.\n", one.Output);
        Assert.Equal(ExitCode.Usage, no.ExitCode);
        Assert.Contains("Delete 4 points of cmd-points? [y/N]", no.Error);
        Assert.Equal("Deleted 4 points.\n", yes.Output);
        Assert.Equal("2095\n", left.Output);
    }

    [Fact]
    public async Task Payloads_are_set_overwritten_deleted_and_cleared()
    {
        await ImportFilmsAsync("cmd-payloads");
        CommandLineRun set = await RunAsync("payloads", "set", "cmd-payloads", "--filter", Before(1905), "--payload", "{\"old\":true}");
        await RunAsync("payloads", "set", "cmd-payloads", "--id", "film1", "--key", "price", "--payload", "{\"eur\":5}");
        await RunAsync("payloads", "overwrite", "cmd-payloads", "--id", "film2", "--payload", "{\"new\":1}");
        CommandLineRun deleted = await RunAsync("payloads", "delete", "cmd-payloads", "--id", "film0", "--id", "film1", "--key", "year", "--key", "genre");
        await RunAsync("payloads", "clear", "cmd-payloads", "--id", "film3");
        CommandLineRun again = await RunAsync("payloads", "clear", "cmd-payloads", "--id", "film3");
        CommandLineRun refused = await RunAsync("payloads", "overwrite", "cmd-payloads", "--id", "film4", "--payload", "[1]");

        Assert.Equal("Changed the payloads of 5 points.\n", set.Output);
        Assert.Equal("Changed the payloads of 2 points.\n", deleted.Output);
        Assert.Equal("Changed the payloads of 0 points.\n", again.Output);
        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        string[] payloads = ["{\"old\":true}", "{\"old\":true,\"price\":{\"eur\":5}}", "{\"new\":1}", "", "{\"year\":1904,\"genre\":\"drama\",\"old\":true}"];
        for (int film = 0; film < payloads.Length; film++)
        {
            CommandLineRun shown = await RunAsync("points", "show", "cmd-payloads", $"film{film}");
            Assert.EndsWith($"\npayload\t{payloads[film]}\n", shown.Output);
        }
    }

    [Fact]
    public async Task A_collection_is_protected_renamed_and_aliased()
    {
        await RunAsync("collections", "create", "cmd-naming", "-d", "3", "--protect");
        CommandLineRun refused = await RunAsync("collections", "delete", "cmd-naming", "--yes");
        CommandLineRun renamed = await RunAsync("collections", "rename", "cmd-naming", "cmd-named");
        CommandLineRun set = await RunAsync("aliases", "set", "cmd-alias", "cmd-named");
        await RunAsync("aliases", "set", "cmd-other-alias", "cmd-named");
        CommandLineRun list = await RunAsync("aliases", "list");
        CommandLineRun shown = await RunAsync("collections", "show", "cmd-alias");
        CommandLineRun removed = await RunAsync("aliases", "delete", "cmd-other-alias");
        CommandLineRun lifted = await RunAsync("collections", "protect", "cmd-named", "--off");
        CommandLineRun guarded = await RunAsync("collections", "protect", "cmd-named");
        await RunAsync("collections", "protect", "cmd-named", "--off");
        CommandLineRun deleted = await RunAsync("collections", "delete", "cmd-named", "--yes");

        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("(409 deletion_protected)", refused.Error);
        Assert.StartsWith("Renamed cmd-naming to cmd-named (id ", renamed.Output);
        Assert.Equal("cmd-alias stands for cmd-named.\n", set.Output);
        Assert.Contains("cmd-alias\tcmd-named\n", list.Output);
        Assert.Contains("aliases\tcmd-alias, cmd-other-alias\ndeletion\trefused\n", shown.Output);
        Assert.Equal("Deleted the alias cmd-other-alias.\n", removed.Output);
        Assert.Equal("cmd-named can be deleted.\n", lifted.Output);
        Assert.Equal("cmd-named is protected from deletion.\n", guarded.Output);
        Assert.Equal("Deleted cmd-named and its aliases cmd-alias.\n", deleted.Output);
    }

    [Theory]
    [InlineData("scalar with 8 bits, numbers on disk", "--quantization", "scalar", "--on-disk")]
    [InlineData("binary with 1 bit", "--quantization", "binary")]
    [InlineData("neighbor_codes with 4 bits", "--quantization", "neighbor_codes")]
    public async Task A_collection_is_created_with_the_quantization_asked_for(string told, params string[] asked)
    {
        string name = "cmd-" + asked[1];
        CommandLineRun created = await RunAsync(["collections", "create", name, "-d", "3", .. asked]);
        CommandLineRun shown = await RunAsync("collections", "show", name);
        CommandLineRun list = await RunAsync("collections", "list");

        Assert.StartsWith($"Created {name} (id ", created.Output);
        Assert.Contains($", quantization {told}\n", shown.Output);
        Assert.Contains($"{name}\t0\t1\t{asked[1]}\tready\n", list.Output);
    }

    [Fact]
    public async Task A_collection_is_deleted_only_when_it_is_meant()
    {
        await RunAsync("collections", "create", "cmd-sure", "-d", "3");

        CommandLineRun no = await CommandLineRun.RunAsync(Args("collections", "delete", "cmd-sure"), input: "no\n");
        CommandLineRun silent = await CommandLineRun.RunAsync(Args("collections", "delete", "cmd-sure"), input: "");
        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (no.ExitCode, silent.ExitCode));
        Assert.Contains("Delete cmd-sure with its 0 points? [y/N]", no.Error);
        Assert.Equal(ExitCode.Success, (await RunAsync("collections", "show", "cmd-sure")).ExitCode);

        CommandLineRun yes = await CommandLineRun.RunAsync(Args("collections", "delete", "cmd-sure"), input: "y\n");
        Assert.Equal(ExitCode.Success, yes.ExitCode);
    }

    [Fact]
    public async Task A_query_prints_id_score_and_payload_with_tabs_between()
    {
        string file = _folder.Write("c.jsonl", string.Concat(Enumerable.Range(0, 9).Select(
            row => $$$"""{"id":"p{{{row}}}","vector":[{{{row}}},0],"payload":{"row":{{{row}}}}}""" + "\n")));
        await RunAsync("import", file, "-c", "cmd-query", "--create", "--metric", "euclidean");
        string vector = _folder.Write("vector.json", "[4.1, 0]");

        CommandLineRun byFile = await RunAsync("query", "cmd-query", "--vector", vector, "-n", "2");
        CommandLineRun byInput = await CommandLineRun.RunAsync(
            Args("query", "cmd-query", "--vector", "-", "-n", "1", "--offset", "1", "--exact"), input: "4.1 0");
        CommandLineRun byId = await RunAsync(
            "query", "cmd-query", "--id", "p0", "--score-threshold", "1.5", "--ef", "50");

        Assert.Equal("p4\t0.1000\t{\"row\":4}\np5\t0.9000\t{\"row\":5}\n", byFile.Output);
        Assert.Equal("p5\t0.9000\t{\"row\":5}\n", byInput.Output);
        Assert.Equal("p1\t1.0000\t{\"row\":1}\n", byId.Output);
    }

    [Fact]
    public async Task A_query_by_examples_leaves_them_out()
    {
        string file = _folder.Write("c.jsonl", string.Concat(Enumerable.Range(0, 5).Select(
            row => $$$"""{"id":"p{{{row}}}","vector":[{{{row}}},0]}""" + "\n")));
        await RunAsync("import", file, "-c", "cmd-recommend", "--create", "--metric", "euclidean");

        CommandLineRun average = await RunAsync("query", "cmd-recommend", "--positive", "p1", "--negative", "p0", "-n", "2");
        CommandLineRun best = await RunAsync(
            "query", "cmd-recommend", "--positive", "p1", "--positive", "p2", "--negative", "p4", "--strategy", "best_score");

        Assert.Equal("p2\t0.0000\t\np3\t1.0000\t\n", average.Output);
        Assert.Equal("p0\t0.2500\t\np3\t-0.2500\t\n", best.Output);
    }

    [Fact]
    public async Task A_query_with_a_filter_finds_only_what_matches()
    {
        string file = _folder.Write("c.jsonl", string.Concat(Enumerable.Range(0, 9).Select(
            row => $$$"""{"id":"p{{{row}}}","vector":[{{{row}}},0],"payload":{"row":{{{row}}}}}""" + "\n")));
        await RunAsync("import", file, "-c", "cmd-filter", "--create", "--metric", "euclidean");

        CommandLineRun filtered = await RunAsync(
            "query", "cmd-filter", "--id", "p0", "--filter", """{"must":[{"key":"row","range":{"gt":6}}]}""");
        CommandLineRun refused = await RunAsync("query", "cmd-filter", "--id", "p0", "--filter", """{"must":[{"key":"row"}]}""");

        Assert.Equal("p7\t7.0000\t{\"row\":7}\np8\t8.0000\t{\"row\":8}\n", filtered.Output);
        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("/filter/must/0: ", refused.Error);
    }

    [Fact]
    public async Task An_id_with_control_characters_cannot_break_a_line_or_command_the_terminal()
    {
        string file = _folder.Write(
            "c.jsonl", """{"id":"a","vector":[1]}""" + "\n" + """{"id":"b\n\u001b[31mred","vector":[2]}""" + "\n");
        await RunAsync("import", file, "-c", "cmd-control", "--create");

        CommandLineRun run = await RunAsync("query", "cmd-control", "--id", "a");

        Assert.Equal("b\\u000a\\u001b[31mred\t1.0000\t\n", run.Output);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_with_its_pointer()
    {
        await RunAsync("collections", "create", "cmd-refused", "-d", "3");

        CommandLineRun dimension = await CommandLineRun.RunAsync(
            Args("query", "cmd-refused", "--vector", "-"), input: "1 2");
        CommandLineRun limit = await RunAsync("query", "cmd-refused", "--id", "a", "--limit", "1000000000");

        Assert.Equal((ExitCode.Refused, ExitCode.Refused), (dimension.ExitCode, limit.ExitCode));
        Assert.Contains("/vector: ", dimension.Error);
        Assert.Contains("/limit: ", limit.Error);
    }

    [Fact]
    public async Task The_status_is_printed()
    {
        CommandLineRun run = await RunAsync("status");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.StartsWith("status\tready\n", run.Output);
        Assert.Contains("searches\t", run.Output);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CommandLineRun> RunAsync(params string[] command) => CommandLineRun.RunAsync(Args(command));

    private static string Before(int year) => $$$"""{"must":[{"key":"year","range":{"lt":{{{year}}}}}]}""";

    // More than a page.
    private async Task ImportFilmsAsync(string collection)
    {
        string file = _folder.Write($"{collection}.jsonl", string.Concat(Enumerable.Range(0, 2_100).Select(film
            => $$$"""{"id":"film{{{film}}}","vector":[{{{film}}},0],"payload":{"year":{{{1900 + film}}},"genre":"{{{(film % 2 == 0 ? "drama" : "scifi")}}}"}}""" + "\n")));
        Assert.Equal(ExitCode.Success, (await RunAsync("import", file, "-c", collection, "--create", "--metric", "euclidean")).ExitCode);
    }

    private string[] Args(params string[] command) => [.. command, "--url", server.Url];
}
