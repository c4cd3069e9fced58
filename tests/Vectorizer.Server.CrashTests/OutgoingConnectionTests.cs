using System.Text.RegularExpressions;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>A server calls nobody but itself, unless its settings name somebody. strace tells which addresses it sends to.</summary>
public sealed partial class OutgoingConnectionTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private string Trace => _directory.Of("trace");

    [Fact]
    public async Task A_server_that_starts_serves_and_stops_sends_to_no_address_but_loopback()
    {
        await using ServerProcess server = await ServerProcess.StartReadyAsync(_directory.Of("data"), TracedBy());
        using Api api = new(server.Address);
        CollectionClient collection = new(api, new CollectionShape("kept", 1, "euclidean"));
        await collection.CreateAsync();
        (await collection.UpsertAsync(["a"])).Expect(200);
        await collection.SaveAsync();
        (await api.GetAsync("/openapi/v1.json")).Expect(200);
        Assert.Equal(0, await server.StopAsync());

        // Its silo and its API are in one process, and it still may call itself.
        Assert.NotEmpty(await File.ReadAllTextAsync(Trace, TestContext.Current.CancellationToken));
        Assert.All(Addresses(), address => Assert.True(System.Net.IPAddress.IsLoopback(System.Net.IPAddress.Parse(address)), address));
    }

    [Fact]
    public async Task An_address_that_the_settings_name_is_seen_by_the_same_look()
    {
        await using ServerProcess server = ServerProcess.Start(
            _directory.Of("data"),
            [
                "env", "VECTORIZER__PERSISTENCE__PROVIDER=redis",
                "VECTORIZER__PERSISTENCE__REDIS__CONNECTION_STRING=192.0.2.1:6379,connectTimeout=500,connectRetry=1",
                .. TracedBy(),
            ]);
        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains("192.0.2.1", Addresses());
    }

    public void Dispose() => _directory.Dispose();

    // With -D the server keeps the id of the process that is started, and strace is its child.
    private string[] TracedBy() => ["strace", "-D", "-f", "-qq", "-o", Trace, "-e", "trace=connect,sendto,sendmsg,sendmmsg"];

    private string[] Addresses() => [.. Address().Matches(File.ReadAllText(Trace)).Select(match => match.Groups[1].Value).Distinct()];

    // sin_addr=inet_addr("…") and inet_pton(AF_INET6, "…", …), as strace writes them.
    [GeneratedRegex("""(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)""")]
    private static partial Regex Address();
}
