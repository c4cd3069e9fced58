using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Vectorizer.Server.CrashTests.Faults;
using Vectorizer.Server.CrashTests.Files;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>Kills a real server again and again while it writes, and checks after each restart that it holds what it must.</summary>
/// <remarks>
/// A round: start on the same data, wait until ready, compare everything with the model, write on several connections,
/// SIGKILL. After the last kill it is started and compared once more.
/// </remarks>
internal sealed partial class CrashRun
{
    private const int RoundsOfReport = 10;

    // Nobody drops them. Over other collections indexes come and go.
    private static readonly ImmutableArray<(string Key, string Type)> s_sharedIndexes =
        [(PointContents.TagName, "keyword"), (PointContents.MarkName, "keyword"), (PointContents.RevisionName, "integer")];

    private readonly CrashOptions _options;
    private readonly string _dataDirectory;
    private readonly PlantedFault _fault;
    private readonly Action<string> _report;
    private readonly ImmutableArray<CollectionShape> _shared =
    [
        new CollectionShape("shared-one", 1, "euclidean"), new CollectionShape("shared-three", 3, "cosine"),
    ];

    private readonly ImmutableArray<Connection> _connections;
    private readonly Dictionary<string, CollectionShape> _shapes;
    private TimeSpan _startTime;

    public CrashRun(CrashOptions options, string dataDirectory, Action<string> report, PlantedFault? fault = null)
    {
        _options = options;
        _dataDirectory = dataDirectory;
        _report = report;
        _fault = fault ?? PlantedFault.None;
        _connections =
        [
            .. Enumerable.Range(0, options.Connections).Select(number => new Connection(number, _shared, _fault, Counts)),
        ];
        _shapes = _connections
            .SelectMany(connection => connection.Collections)
            .Select(collection => collection.Shape)
            .SelectMany(shape => (CollectionShape[])[shape, shape with { Name = shape.OtherName }])
            .DistinctBy(shape => shape.Name)
            .ToDictionary(shape => shape.Name);
    }

    public CrashCounts Counts { get; } = new();

    /// <summary>Runs all rounds.</summary>
    /// <exception cref="CrashRunException">A violation was found; the message has all that is known about it.</exception>
    public async Task RunAsync()
    {
        int round = 0;
        try
        {
            await CreateSharedAsync();
            for (round = 1; round <= _options.Rounds; round++)
            {
                await RunRoundAsync(round);
                if (round % RoundsOfReport == 0)
                {
                    _report($"{round} rounds: {Counts}");
                }
            }

            await using ServerProcess server = await StartAsync();
            await CheckAsync(server, _options.RandomOf(round));
        }
        catch (CrashViolationException violation)
        {
            string history = string.Concat(_connections
                .Where(connection => violation.Ids.Count == 0
                    || violation.Ids.Any(id => connection.Collections.Any(collection => id.StartsWith(collection.Owner, StringComparison.Ordinal))))
                .Select(connection => connection.History.About(violation.Collection, violation.Ids)));
            throw new CrashRunException(
                $"In round {round} with the seed {_options.Seed}: {violation.Message}\n"
                + $"The data directory is kept: {_dataDirectory}\nWhat happened there before:\n{history}",
                violation);
        }
    }

    private async Task CreateSharedAsync()
    {
        await using ServerProcess server = await StartAsync();
        using Api api = new(server.Address);
        foreach (CollectionShape shape in _shared)
        {
            JsonElement created = (await api.PutAsync(shape.Path, shape.Definition)).Expect(201);
            foreach ((string key, string type) in s_sharedIndexes)
            {
                Assert.InRange((await api.PutAsync($"{shape.Path}/indexes/{key}", new JsonObject { ["type"] = type })).Status, 200, 202);
            }

            foreach (CollectionModel collection in _connections
                .SelectMany(connection => connection.Collections)
                .Where(collection => collection.Shape == shape))
            {
                collection.Create(created.GetProperty("id").ToString(), ObservedCollection.EfSearchOf(created));
                foreach ((string key, string type) in s_sharedIndexes)
                {
                    collection.Indexes.Put(key, type);
                }
            }
        }
    }

    private async Task RunRoundAsync(int round)
    {
        Random random = _options.RandomOf(round);
        while (random.NextDouble() < _options.KilledStarts)
        {
            await KillStartAsync(random);
        }

        await using ServerProcess server = await StartAsync();
        await CheckAsync(server, random);
        await WriteAsync(server, round, random);
        _fault.Damage(_dataDirectory, _connections);
    }

    private async Task<ServerProcess> StartAsync()
    {
        Stopwatch time = Stopwatch.StartNew();
        ServerProcess server = await ServerProcess.StartReadyAsync(_dataDirectory, _options.Settings);
        _startTime = time.Elapsed;
        return server;
    }

    /// <summary>Kills a server at a random moment of its start and recovery.</summary>
    private async Task KillStartAsync(Random random)
    {
        await using ServerProcess server = ServerProcess.Start(_dataDirectory, _options.Settings);
        await Task.Delay(random.NextDouble() * _startTime);
        await server.KillAsync();
        Counts.KilledStarts++;
    }

    private async Task CheckAsync(ServerProcess server, Random random)
    {
        using Api api = new(server.Address, _options.Connections);
        await _fault.MeddleAsync(api, _connections);
        IReadOnlyDictionary<string, ObservedCollection> observed = await new Observer(api, _shapes, _options).ObserveAsync(random);
        Counts.ComparedPoints += observed.Values.Sum(collection => collection.Points.Count);
        CheckOwners(observed);
        foreach (Connection connection in _connections)
        {
            connection.Check(observed);
        }
    }

    /// <summary>Each point and alias belongs to a connection, which then knows whether it may be there.</summary>
    private void CheckOwners(IReadOnlyDictionary<string, ObservedCollection> observed)
    {
        foreach ((string name, ObservedCollection collection) in observed)
        {
            string[] owners = [.. _connections
                .SelectMany(connection => connection.Collections)
                .Where(model => model.Shape.Name == CollectionShape.FirstNameOf(name))
                .Select(model => model.Owner)];
            if (collection.Points.Keys.FirstOrDefault(id => !owners.Any(id.StartsWith)) is { } strange)
            {
                throw new CrashViolationException(name, [strange], $"{strange} is a phantom: nobody writes such a point");
            }

            if (collection.Aliases.FirstOrDefault(alias => _connections.All(connection => connection.Alias.Name != alias)) is { } stray)
            {
                throw new CrashViolationException(name, [], $"has the alias {stray}, which nobody has ever created");
            }
        }
    }

    private async Task WriteAsync(ServerProcess server, int round, Random random)
    {
        using CancellationTokenSource killed = new();
        bool isBulk = round % _options.BulkEvery == 0;
        Task writing = Task.WhenAll(_connections.Select((connection, number) => Task.Run(
            () => connection.WriteAsync(server.Address, round, isBulk, _options.RandomOf(round, number), killed.Token))));
        (TimeSpan shortest, TimeSpan longest) = _options.WriteTime;

        // Not a wait for anything: the kill is to come at a moment that nobody has chosen.
        TimeSpan time = shortest + (random.NextDouble() * (longest - shortest)) + (isBulk ? _options.BulkTime : TimeSpan.Zero);
        await Task.WhenAny(writing, Task.Delay(time));
        if (random.NextDouble() < _options.Stops)
        {
            int exitCode = await server.StopAsync();
            Counts.Stops++;
            if (exitCode != 0)
            {
                throw new ServerEndedException($"SIGTERM led to exit code {exitCode}.\n{server.Errors.Text}{server.Output.Text}");
            }
        }

        server.Kill();
        await killed.CancelAsync();
        await server.WaitForExitAsync();
        await writing;
        CountSaves(server);
    }

    private void CountSaves(ServerProcess server)
    {
        // Nobody has damaged a file, and nothing is in the way of a save.
        if (server.Output.Text.Split('\n').FirstOrDefault(line => Trouble().IsMatch(line)) is { } trouble)
        {
            throw new CrashViolationException("some", [], $"collection has a snapshot that fails: {trouble}\n{server.Output.Text}");
        }

        Counts.Saves += server.Output.Count(line => line.Contains("was saved up to sequence", StringComparison.Ordinal));
        Counts.Compactions += server.Output.Count(line => line.Contains("was compacted", StringComparison.Ordinal));
        Counts.Requantized += server.Output.Count(line => line.Contains("has the quantization that", StringComparison.Ordinal));
        Counts.LoadedSnapshots += server.Output.Count(line => LoadedSnapshot().IsMatch(line));
        bool isUnfinished = Directory.EnumerateDirectories(
            LogFile.SegmentDirectories(_dataDirectory), "*.unfinished", SearchOption.AllDirectories).Any();
        Counts.KilledSaves += isUnfinished ? 1 : 0;
    }

    [GeneratedRegex(@"snapshot [1-9]\d* loaded")]
    private static partial Regex LoadedSnapshot();

    [GeneratedRegex("is damaged|cannot be used|could not be (saved|compacted|read)|Unhandled|quarantined")]
    private static partial Regex Trouble();
}
