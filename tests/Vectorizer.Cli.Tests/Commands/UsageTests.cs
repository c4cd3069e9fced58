using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("improt")]
    [InlineData("import")]
    [InlineData("import a.fvecs")]
    [InlineData("import a.fvecs -c c --batch 0")]
    [InlineData("import a.fvecs -c c --batch 100001")]
    [InlineData("import a.fvecs -c c --batch many")]
    [InlineData("import a.fvecs -c c --connections 65")]
    [InlineData("import a.fvecs -c c --patience -1")]
    [InlineData("import a.fvecs -c c --metric hamming")]
    [InlineData("import a.fvecs -c c --resume --no-resume")]
    [InlineData("import a.fvecs -c c --unknown")]
    [InlineData("import a.fvecs -c c --url localhost:15002")]
    [InlineData("import a.fvecs -c c --url ftp://localhost")]
    [InlineData("query c")]
    [InlineData("query c --id a --vector -")]
    [InlineData("query c --id a --filter must:")]
    [InlineData("query c --id a --positive b")]
    [InlineData("query c --vector - --negative b")]
    [InlineData("query c --id a --strategy best_score")]
    [InlineData("query c --positive a --strategy worst_score")]
    [InlineData("points")]
    [InlineData("points list c --filter must:")]
    [InlineData("points list c --limit 0")]
    [InlineData("points list c --limit 5 --all")]
    [InlineData("points list c --descending")]
    [InlineData("points delete c")]
    [InlineData("points delete c --id a --filter {}")]
    [InlineData("points facet c")]
    [InlineData("payloads set c --id a")]
    [InlineData("payloads set c --payload {}")]
    [InlineData("payloads overwrite c --id a --payload {a}")]
    [InlineData("payloads delete c --id a")]
    [InlineData("collections create")]
    [InlineData("collections create c --quantization product")]
    [InlineData("collections create c --quantization scalar --no-quantization")]
    [InlineData("import a.fvecs -c c --on-disk --no-quantization")]
    [InlineData("demo words piano")]
    public async Task A_wrong_command_line_is_told_apart_from_a_failure(string line)
    {
        CommandLineRun run = await CommandLineRun.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Theory]
    [InlineData("--help", "Exit codes:")]
    [InlineData("import --help", ".npy    a NumPy array")]
    [InlineData("query --help", "vectorizer query words --id piano")]
    [InlineData("points --help", "vectorizer points show films alien")]
    [InlineData("payloads set --help", "--payload")]
    [InlineData("collections --help", "delete")]
    [InlineData("status --help", "--url")]
    [InlineData("demo words --help", "--embeddings")]
    public async Task Help_explains_formats_examples_and_exit_codes(string line, string words)
    {
        CommandLineRun run = await CommandLineRun.RunAsync(line.Split(' '));

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains(words, run.Output);
    }

    [Fact]
    public async Task A_missing_file_is_bad_input()
    {
        CommandLineRun run = await CommandLineRun.RunAsync(["import", "none.fvecs", "-c", "c"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("none.fvecs", run.Error);
    }
}
