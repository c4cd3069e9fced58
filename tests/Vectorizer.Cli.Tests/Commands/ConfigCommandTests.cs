using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Commands;

/// <summary>What is wrong with settings is tested where they are read; here is how the command tells of it.</summary>
public sealed class ConfigCommandTests
{
    [Fact]
    public async Task A_file_that_a_server_takes_passes_and_nothing_is_written_to_the_output()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("node.yml", "server:\n  port: 15003\n");

        CommandLineRun run = await CommandLineRun.RunAsync(["config", "validate", file]);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Output));
        Assert.Contains("takes these settings", run.Error);
    }

    [Fact]
    public async Task Every_fault_of_a_file_is_a_line_of_the_output()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("node.yml", "server:\n  prot: 15003\n  port: 65536\ntls:\n  cert: a\n");

        CommandLineRun run = await CommandLineRun.RunAsync(["config", "validate", file]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal(
            [
                $"{file}:2:3: server.prot is no setting; did you mean server.port?",
                $"{file}:3:3: server.port is 65536; it must be within 0..65535.",
                $"{file}:4:1: tls is not in this version; remove it.",
            ],
            run.Output.TrimEnd().Split(Environment.NewLine));
        Assert.Contains("3 places", run.Error);
    }

    [Fact]
    public async Task A_file_that_is_missing_does_not_pass()
    {
        using TemporaryFolder folder = new();

        CommandLineRun run = await CommandLineRun.RunAsync(["config", "validate", folder.File("missing.yml")]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("cannot be read", run.Output);
    }

    [Fact]
    public async Task Effective_values_are_shown_with_their_source_and_without_secrets()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write(
            "node.yml", "server:\n  port: 15003\npersistence:\n  redis:\n    connection_string: 'host,password=hush-hush'\n");

        foreach (CommandLineRun run in (CommandLineRun[])
        [
            await CommandLineRun.RunAsync(["config", "show", file]),
            await CommandLineRun.RunOnTerminalAsync(["config", "show", file]),
        ])
        {
            Assert.Equal(ExitCode.Success, run.ExitCode);
            Assert.DoesNotContain("hush", run.Output + run.Error);
            Assert.Contains("(secret)", run.Output);
        }

        string[] lines = (await CommandLineRun.RunAsync(["config", "show", file])).Output.TrimEnd().Split(Environment.NewLine);
        Assert.Contains($"server.port\t15003\t{file}:2:3", lines);
        Assert.Contains("auto_save.interval_seconds\t300\tdefault", lines);
    }

    [Fact]
    public async Task Without_a_file_the_defaults_are_shown()
    {
        CommandLineRun run = await CommandLineRun.RunAsync(["config", "show"]);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("server.port\t15002\tdefault", run.Output);
    }

    [Fact]
    public async Task Values_are_shown_beside_what_is_wrong_and_the_exit_code_tells_of_it()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("node.yml", "server:\n  port: 15003\n  hots: a\n");

        CommandLineRun run = await CommandLineRun.RunAsync(["config", "show", file]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("server.port\t15003", run.Output);
        Assert.Contains("did you mean server.host?", run.Error);
    }
}
