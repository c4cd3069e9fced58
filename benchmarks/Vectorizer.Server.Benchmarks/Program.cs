using System.CommandLine;
using Vectorizer.Server.Benchmarks;
using Vectorizer.Server.Benchmarks.Http;

Option<string> url = new("--url") { Description = "The server.", DefaultValueFactory = _ => "http://127.0.0.1:15002" };
Option<string> collection = new("--collection") { Description = "A collection with points.", DefaultValueFactory = _ => "words" };
Option<int[]> connections = new("--connections")
{
    Description = "Connections that search at a time, one run each.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [0, 1, 8, 32, 2000],
};
Option<int> seconds = new("--seconds") { Description = "Length of a run.", DefaultValueFactory = _ => 5 };
Option<int> ef = new("--ef") { Description = "Candidates weighed.", DefaultValueFactory = _ => 100 };
Option<bool> saves = new("--saves") { Description = "Compares the latency of searches without and with saves instead." };
RootCommand root = new(
    "Searches a running server from closed loops, while an unrelated request asks two grains every 20 ms. "
    + "More connections than its queue has places show what it refuses.")
{
    url, collection, connections, seconds, ef, saves, HttpCommand.Create(), FloorCommand.Create(),
};
root.SetAction(async (parsed, cancellationToken) =>
{
    Uri server = new(parsed.GetRequiredValue(url));
    SearchLoad load = await SearchLoad.PrepareAsync(
        server, parsed.GetRequiredValue(collection), parsed.GetRequiredValue(ef), cancellationToken);
    Console.WriteLine($"{Environment.ProcessorCount} cores, shared with the server; {load.Description}");
    if (parsed.GetValue(saves))
    {
        SaveLoad saveLoad = new(load, server, parsed.GetRequiredValue(collection));
        await saveLoad.RunAsync(TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)), cancellationToken);
        return;
    }

    Console.WriteLine("conns       QPS   p50 ms   p99 ms |  refused  with Retry-After  other |  ping p50 ms  p99 ms");
    foreach (int count in parsed.GetRequiredValue(connections))
    {
        Console.WriteLine(await load.RunAsync(count, TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)), cancellationToken));
    }
});
return await root.Parse(args).InvokeAsync();
