using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>What a server leaves on the disk.</summary>
public sealed class DataDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerEnters = OwnerReadsAndWrites | UnixFileMode.UserExecute;

    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task Only_the_owner_can_read_the_data_and_no_name_becomes_a_path()
    {
        CollectionShape shape = new("given-by-a-user", 3, "cosine");
        string data = _directory.Of("data");
        await using ServerProcess server = await ServerProcess.StartReadyAsync(data);
        using Api api = new(server.Address);
        CollectionClient collection = new(api, shape);
        await collection.CreateAsync();
        (await collection.UpsertAsync(["written-by-a-user"])).Expect(200);

        DirectoryInfo root = new(data);
        FileSystemInfo[] entries = [root, .. root.EnumerateFileSystemInfos("*", SearchOption.AllDirectories)];

        Assert.True(entries.Length > 10, "There should be directories and logs.");
        Assert.All(entries, entry =>
        {
            Assert.Equal(entry is DirectoryInfo ? OwnerEnters : OwnerReadsAndWrites, entry.UnixFileMode);
            Assert.DoesNotContain("by-a-user", entry.FullName, StringComparison.Ordinal);
        });
    }

    public void Dispose() => _directory.Dispose();
}
