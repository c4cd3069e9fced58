using System.Globalization;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>
/// A data directory that cannot be used ends the start, with one line that says which directory and why, and without a new
/// database in its place.
/// </summary>
public sealed class StartRefusalTests : IDisposable
{
    private static readonly CollectionShape s_shape = new("kept", 1, "euclidean");

    private readonly TestDirectory _directory = new();

    private string DataDirectory => _directory.Of("data");

    [Fact]
    public async Task A_read_only_file_system_is_refused()
    {
        await FillAsync();
        await using MountedVolume volume = await MountedVolume.ReadOnlyAsync(_directory.FullPath);
        string data = Path.Combine(volume.FullPath, "data");

        Assert.Matches($"{data}.*read-only", await RefusedAsync(data));
    }

    [Fact]
    public async Task A_directory_of_another_user_is_refused()
    {
        Directory.CreateDirectory(DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await Tool.RunAsync("chown", "nobody", DataDirectory);

        // Tests run as root, whom no permission stops. Without these rights it is as anybody else.
        string line = await RefusedAsync(
            DataDirectory,
            "setpriv",
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search");

        Assert.Matches($"{DataDirectory}.*right to write", line);
        Assert.Empty(Directory.EnumerateFileSystemEntries(DataDirectory));
    }

    [Fact]
    public async Task A_directory_that_is_not_mounted_is_refused()
    {
        string data = _directory.Of("mount/data");

        Assert.Matches($"{_directory.Of("mount")}.*mounted", await RefusedAsync(data));
        Assert.False(Directory.Exists(_directory.Of("mount")));
    }

    [Fact]
    public async Task A_directory_of_something_else_is_refused()
    {
        Directory.CreateDirectory(DataDirectory);
        await File.WriteAllTextAsync(Path.Combine(DataDirectory, "letter.txt"), "dear", TestContext.Current.CancellationToken);

        Assert.Matches($"{DataDirectory}.*letter.txt", await RefusedAsync(DataDirectory));
    }

    [Fact]
    public async Task A_directory_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await FillAsync();
        string file = Path.Combine(DataDirectory, "node.json");
        string newer = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
            .Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, newer, TestContext.Current.CancellationToken);

        Assert.Matches($"{file}.*version 2, this program reads 1.*newer version", await RefusedAsync(DataDirectory));
        Assert.Equal(newer, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_directory_that_another_server_uses_is_refused_with_the_id_of_its_process()
    {
        await using ServerProcess first = await ServerProcess.StartReadyAsync(DataDirectory);
        using Api api = new(first.Address);
        CollectionClient collection = new(api, s_shape);
        await collection.CreateAsync();

        string line = await RefusedAsync(DataDirectory);

        Assert.Matches($"{DataDirectory}.*process {first.Id.ToString(CultureInfo.InvariantCulture)} ", line);
        (await collection.UpsertAsync(["a"])).Expect(200);
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>A directory with a point in it.</summary>
    private async Task FillAsync()
    {
        await using ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory);
        using Api api = new(server.Address);
        CollectionClient collection = new(api, s_shape);
        await collection.CreateAsync();
        (await collection.UpsertAsync(["a"])).Expect(200);
    }

    /// <summary>Starts a server that has to end by itself.</summary>
    /// <returns>The one line that it leaves.</returns>
    private static async Task<string> RefusedAsync(string dataDirectory, params string[] prefix)
    {
        await using ServerProcess server = ServerProcess.Start(dataDirectory, prefix);
        int exitCode = await server.WaitForExitAsync();
        Assert.True(exitCode is > 0 and < 128, $"exit code {exitCode}\n{server.Errors.Text}");
        Assert.Empty(server.Output.Lines);
        return Assert.Single(server.Errors.Lines);
    }
}
