using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Tests.Deployment;

/// <summary>
/// The files of deployment are sound, and what they say of ports, paths and keys is what the settings have: nothing runs them here.
/// </summary>
public sealed partial class DeploymentFileTests
{
    private const string DataDir = "/var/lib/vectorizer";

    // The score of systemd-analyze, from 0 for a service that may do nothing; that of a unit that says nothing is above 9.
    private const string HighestExposure = "20";

    private static readonly string s_root = typeof(DeploymentFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    public static TheoryData<string> Files => ["Dockerfile", "docker-compose.yml", "deploy/systemd/vectorizer.service"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_variable_is_a_setting_with_a_value_that_it_takes(string file)
    {
        MatchCollection variables = Variable().Matches(Read(file));
        Assert.NotEmpty(variables);
        NodeConfiguration configuration = NodeConfiguration.Read(
            [], variables.ToDictionary(variable => variable.Groups[1].Value, variable => variable.Groups[2].Value));
        Assert.Empty(configuration.Faults);
    }

    [Fact]
    public void Port_and_data_are_the_same_everywhere()
    {
        string port = SettingCatalog.Node.Find("server.port")!.DefaultText!;
        string docker = Read("Dockerfile");
        Assert.Contains($"EXPOSE {port}\n", docker, StringComparison.Ordinal);
        Assert.Contains($"SERVER__PORT={port} ", docker, StringComparison.Ordinal);
        Assert.Contains($"SERVER__DATA_DIR={DataDir} ", docker, StringComparison.Ordinal);
        Assert.Contains($"VOLUME {DataDir}\n", docker, StringComparison.Ordinal);
        Assert.Contains($" /data/vectorizer {DataDir}\n", docker, StringComparison.Ordinal);
        string compose = Read("docker-compose.yml");
        Assert.Contains($"\"127.0.0.1:{port}:{port}\"", compose, StringComparison.Ordinal);
        Assert.Contains($"- vectorizer:{DataDir}\n", compose, StringComparison.Ordinal);
        string unit = Read("deploy/systemd/vectorizer.service");
        Assert.Contains($"SERVER__DATA_DIR={DataDir}\n", unit, StringComparison.Ordinal);
        Assert.Contains($"StateDirectory={Path.GetFileName(DataDir)}\n", unit, StringComparison.Ordinal);
        NodeConfiguration production = NodeConfiguration.Read(
            ["--config", Path.Combine(s_root, "config/config.production.yml")], new Dictionary<string, string>());
        Assert.Equal((port, DataDir), ($"{production.Settings.Server.Port}", production.Settings.Server.DataDir));
    }

    [Fact]
    public void Whoever_stops_the_server_waits_longer_than_its_grace()
    {
        int grace = new Sections.ServerOptions().ShutdownGraceSeconds;
        Assert.True(Seconds("docker-compose.yml", @"stop_grace_period: (\d+)s") > grace);
        Assert.True(Seconds("deploy/systemd/vectorizer.service", @"TimeoutStopSec=(\d+)\n") > grace);
        Assert.True(Seconds("Dockerfile", @"--stop-timeout (\d+) ") > grace);
    }

    [Fact]
    public void The_image_is_built_in_stages_runs_without_root_and_has_no_SDK()
    {
        string[] stages = Read("Dockerfile").Split("\nFROM ")[1..];
        Assert.Equal(2, stages.Length);
        Assert.StartsWith("mcr.microsoft.com/dotnet/sdk:10.0 AS build", stages[0], StringComparison.Ordinal);
        Assert.StartsWith("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled\n", stages[1], StringComparison.Ordinal);
        Assert.Contains("\nUSER $APP_UID\n", stages[1], StringComparison.Ordinal);

        // There is no shell in it: nothing can be run while it is built, and commands stand in brackets.
        Assert.DoesNotContain("\nRUN ", stages[1], StringComparison.Ordinal);
        Assert.All(Regex.Matches(stages[1], "(?:CMD|ENTRYPOINT) (.)").Select(match => match.Groups[1].Value), bracket => Assert.Equal("[", bracket));
        foreach (string path in Regex.Matches(stages[0], "publish (\\S+)").Select(match => match.Groups[1].Value))
        {
            Assert.True(Directory.Exists(Path.Combine(s_root, path)), path);
        }
    }

    [Fact]
    public async Task The_Dockerfile_has_no_fault_that_a_linter_finds()
    {
        string linter = Path.Combine(s_root, "tests/Vectorizer.Configuration.Tests/dockerfile-utils/node_modules/.bin/dockerfile-utils");
        await ShouldPassAsync(linter, "lint", "Dockerfile");
    }

    [Fact]
    public async Task The_file_of_Compose_has_no_fault_that_a_linter_finds()
        => await ShouldPassAsync("yamllint", "--strict", "-d", "{extends: default, rules: {line-length: {max: 130}}}", "docker-compose.yml");

    [Fact]
    public async Task Systemd_takes_the_unit_and_finds_it_well_confined()
    {
        // The program is not installed here.
        string unit = Path.Combine(Directory.CreateTempSubdirectory("vectorizer-unit-").FullName, "vectorizer.service");
        await File.WriteAllTextAsync(
            unit,
            Read("deploy/systemd/vectorizer.service").Replace("/opt/vectorizer/Vectorizer.Server", "/bin/true", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await ShouldPassAsync("systemd-analyze", "verify", "--man=no", unit);
        await ShouldPassAsync("systemd-analyze", "security", "--offline=true", $"--threshold={HighestExposure}", "--no-pager", unit);
        Directory.Delete(Path.GetDirectoryName(unit)!, recursive: true);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(s_root, file));

    private static int Seconds(string file, string pattern)
        => int.Parse(Regex.Match(Read(file), pattern).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ShouldPassAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = s_root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}{await errors}");
    }

    [GeneratedRegex("""(VECTORIZER__\w+)(?:=|: ")([^\s"]+)""")]
    private static partial Regex Variable();
}
