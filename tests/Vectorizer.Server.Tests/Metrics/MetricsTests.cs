using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Vectorizer.Grains.Search;
using Vectorizer.Server.Metrics;
using Vectorizer.Server.Tests.Api;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Metrics;

/// <summary>What Prometheus gets. Failures that need a broken disk or process are provoked in the crash tests.</summary>
public sealed class MetricsTests
{
    private const int ManyCollections = 1_000;

    private static readonly string s_root = typeof(MetricsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>With <c>WRITE_GENERATED_FILES=1</c> in the environment it is written.</summary>
    [Fact]
    public async Task The_page_is_what_the_declarations_say()
    {
        string file = Path.Combine(s_root, MetricsPage.File);
        if (Environment.GetEnvironmentVariable("WRITE_GENERATED_FILES") == "1")
        {
            await File.WriteAllTextAsync(file, MetricsPage.Write(), Token);
        }

        Assert.Equal(MetricsPage.Write(), await File.ReadAllTextAsync(file, Token));
    }

    [Fact]
    public async Task A_server_at_work_exports_every_documented_metric_with_its_type_and_no_other()
    {
        await using TestServer server = await TestServer.StartAsync();
        await WorkAsync(server);
        Scrape scrape = await Scrape.OfAsync(server.Http);

        Assert.Equal(
            MetricCatalog.Sections.SelectMany(section => section.Metrics).Select(metric => $"{metric.Name} {metric.Kind.ToString().ToLowerInvariant()}").Order(StringComparer.Ordinal),
            scrape.Types.Select(type => $"{type.Key} {type.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_mend()
    {
        await using TestServer server = await TestServer.StartAsync();
        await WorkAsync(server);
        Scrape scrape = await Scrape.OfAsync(server.Http);
        using Process promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(scrape.Text);
        promtool.StandardInput.Close();
        string found = await promtool.StandardOutput.ReadToEndAsync(Token) + await promtool.StandardError.ReadToEndAsync(Token);
        await promtool.WaitForExitAsync(Token);

        Assert.Equal((0, ""), (promtool.ExitCode, found));
    }

    [Fact]
    public async Task A_scrape_that_nobody_reads_keeps_no_other_waiting()
    {
        await using TestServer server = await TestServer.StartAsync();
        Pipe unread = new(new PipeOptions(pauseWriterThreshold: 2, resumeWriterThreshold: 1));
        Task stuck = server.Services.GetRequiredService<MetricsExporter>().WriteAsync(unread.Writer.AsStream(), Token);

        Scrape other = await Scrape.OfAsync(server.Http);

        Assert.False(stuck.IsCompleted);
        Assert.NotEmpty(other.Series);
        await unread.Reader.CompleteAsync();
        await stuck;
    }

    [Fact]
    public async Task Counters_and_buckets_never_fall_from_one_scrape_to_the_next()
    {
        await using TestServer server = await TestServer.StartAsync();
        Scrape before = await Scrape.OfAsync(server.Http);
        for (int round = 0; round < 3; round++)
        {
            await WorkAsync(server, $"c{round}");
            Scrape after = await Scrape.OfAsync(server.Http);
            foreach ((string series, double value) in before.Series)
            {
                string name = series.Split('{')[0];
                bool isCounter = after.Types.GetValueOrDefault(name) == "counter"
                    || name.EndsWith("_bucket", StringComparison.Ordinal) || name.EndsWith("_count", StringComparison.Ordinal);
                Assert.True(!isCounter || after.Series.GetValueOrDefault(series) >= value, $"{series} fell from {value} to {after.Series.GetValueOrDefault(series)}.");
            }

            before = after;
        }
    }

    [Fact]
    public async Task What_was_done_is_counted_once_where_it_belongs()
    {
        await using TestServer server = await TestServer.StartAsync(null, "--performance:cpu:max_threads=2");
        Collection collection = new(server.Http, "counted");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3,"durability":"os"}""")).ShouldBe(HttpStatusCode.Created);
        Scrape before = await Scrape.OfAsync(server.Http);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]},{"id":"b","vector":[3,2,1]}]""");
        (await collection.SendAsync(HttpMethod.Put, "/points?durability=fsync", """{"points":[{"id":"c","vector":[1,1,1]}]}""")).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", """{"ids":["b"]}""")).ShouldBe(HttpStatusCode.OK);
        for (int i = 0; i < 3; i++)
        {
            (await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":[1,2,{{i}}]}""")).ShouldBe(HttpStatusCode.OK);
        }

        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2,3],"exact":true}""")).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2]}""")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await collection.SendAsync(HttpMethod.Post, "/snapshot")).ShouldBe(HttpStatusCode.OK);
        Scrape after = await Scrape.OfAsync(server.Http);

        double More(string series) => after[series] - before.Series.GetValueOrDefault(series);
        Assert.Equal(1, More("vectorizer_write_duration_seconds_count{op=\"upsert\",durability=\"os\"}"));
        Assert.Equal(1, More("vectorizer_write_duration_seconds_count{op=\"upsert\",durability=\"fsync\"}"));
        Assert.Equal(1, More("vectorizer_write_duration_seconds_count{op=\"delete\",durability=\"os\"}"));
        Assert.Equal(3, More("vectorizer_query_duration_seconds_count{collection=\"counted\",kind=\"knn\",phase=\"total\"}"));
        Assert.Equal(1, More("vectorizer_query_duration_seconds_count{collection=\"counted\",kind=\"exact\",phase=\"total\"}"));
        Assert.Equal(1, More("vectorizer_requests_rejected_total{reason=\"validation\"}"));
        Assert.Equal(4, More("http_server_request_duration_seconds_count{route=\"/api/v1/collections/{name}/query\",method=\"POST\",status=\"200\"}"));
        Assert.Equal(1, More("http_server_request_duration_seconds_count{route=\"/api/v1/collections/{name}/query\",method=\"POST\",status=\"422\"}"));
        Assert.Equal(3, More("vectorizer_log_batch_records_count"));
        Assert.Equal(3, More("vectorizer_log_batch_records_sum"));
        Assert.True(More("vectorizer_log_written_bytes_total") > 0);
        Assert.True(More("vectorizer_log_sync_duration_seconds_count") >= 1);
        Assert.Equal(1, More("vectorizer_snapshot_duration_seconds_count"));
        Assert.True(More("vectorizer_snapshot_written_bytes_total") > 0);
        Assert.Equal(4, More("vectorizer_queue_wait_seconds_count{pool=\"search\"}"));
        Assert.Equal(3, More("vectorizer_queue_wait_seconds_count{pool=\"index\"}"));
        Assert.True(More("vectorizer_queue_wait_seconds_count{pool=\"log\"}") >= 3);
        Assert.Equal(2, after["vectorizer_collection_points{collection=\"counted\"}"]);
        Assert.Equal(1 / 3d, after["vectorizer_collection_deleted_ratio{collection=\"counted\"}"], 1e-9);
        Assert.Equal(1, after["vectorizer_collection_segments{collection=\"counted\"}"]);
        Assert.True(after["vectorizer_collection_memory_bytes{collection=\"counted\",part=\"vectors\"}"] >= 3 * 3 * sizeof(float));
        Assert.True(after["vectorizer_collection_disk_bytes{collection=\"counted\"}"] >= More("vectorizer_snapshot_written_bytes_total"));
        Assert.Equal(2, after["vectorizer_pool_threads{pool=\"search\"}"]);
        Assert.Equal(1, after["vectorizer_ready"]);

        // The scrape itself.
        Assert.Equal(1, after["vectorizer_inflight_requests"]);
        Assert.Equal(0, after["vectorizer_pending_points"]);
    }

    [Fact]
    public async Task A_repair_around_deleted_points_is_counted_and_so_is_the_room_that_it_makes()
    {
        await using TestServer server = await TestServer.StartAsync();
        Collection collection = new(server.Http, "repaired");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3,"segments":1,"quantization":{"type":"scalar"}}""")).ShouldBe(HttpStatusCode.Created);

        // A thousand of four thousand: enough to be repaired around, and too few for a compaction.
        await collection.UpsertAsync($"[{string.Join(',', Enumerable.Range(0, 4_000).Select(i => $$"""{"id":"{{i}}","vector":[1,{{i % 60}},{{i / 60}}]}"""))}]");
        string deleted = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"{i}\""));
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", $$"""{"ids":[{{deleted}}]}""")).ShouldBe(HttpStatusCode.OK);

        // A scrape looks at the collections first and at what was counted last, and the repair may end in between.
        Scrape scrape;
        do
        {
            scrape = await Scrape.OfAsync(server.Http);
        }
        while (scrape["vectorizer_repair_duration_seconds_count"] < 1 || scrape["vectorizer_collection_free_points{collection=\"repaired\"}"] < 1_000);
        Assert.Equal(1_000, scrape["vectorizer_collection_free_points{collection=\"repaired\"}"]);
        Assert.Equal(0, scrape["vectorizer_repair_failures_total"]);
        Assert.Equal(0, scrape["vectorizer_collection_deleted_ratio{collection=\"repaired\"}"]);
        Assert.True(scrape["vectorizer_collection_memory_bytes{collection=\"repaired\",part=\"codes\"}"] >= 3_000 * 3);
    }

    [Fact]
    public async Task Each_refusal_is_counted_by_its_reason()
    {
        await using TestServer server = await TestServer.StartAsync(
            services => services.Configure<SearchOptions>(options => options.QueueCapacity = options.MaxThreads = 1));
        Collection collection = new(server.Http, "refusing");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3,"segments":2}""")).ShouldBe(HttpStatusCode.Created);
        (await collection.SendAsync(HttpMethod.Put, "/points", "nonsense")).ShouldBeProblem(400, "malformed_json");
        (await collection.SendAsync(HttpMethod.Put, "/points", [1], "text/csv")).ShouldBeProblem(415, "unsupported_media_type");
        using (HttpRequestMessage large = new(HttpMethod.Put, $"{collection.Path}/points") { Content = new ByteArrayContent(new byte[33 * 1024 * 1024]) })
        {
            // Refused by its length, before the body is sent.
            large.Headers.ExpectContinue = true;
            large.Content.Headers.ContentType = new("application/json");
            using HttpResponseMessage refused = await server.Http.SendAsync(large, Token);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        }

        // What is not there was not refused.
        (await new Collection(server.Http, "nowhere").SendAsync(HttpMethod.Get, "")).ShouldBeProblem(404, "collection_not_found");

        // One thread and one place to wait: what comes while both are taken has to be refused.
        using ManualResetEventSlim release = new();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SearchExecutor executor = server.Services.GetRequiredService<SearchExecutor>();
        Task<int> holding = executor.RunAsync(
            _ =>
            {
                held.SetResult();
                release.Wait(Token);
                return 0;
            },
            TimeSpan.FromMinutes(1),
            Token);
        await held.Task;
        Task<int> waiting = executor.RunAsync(_ => 0, TimeSpan.FromMinutes(1), Token);
        Scrape scrape;
        try
        {
            (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2,3]}""")).ShouldBeProblem(429, "overloaded");
            scrape = await Scrape.OfAsync(server.Http);
        }
        finally
        {
            release.Set();
            await holding;
            await waiting;
        }

        Assert.Equal(1, scrape["vectorizer_queue_depth{pool=\"search\"}"]);
        Assert.Equal(2, scrape["vectorizer_requests_rejected_total{reason=\"validation\"}"]);
        Assert.Equal(1, scrape["vectorizer_requests_rejected_total{reason=\"size\"}"]);
        Assert.Equal(1, scrape["vectorizer_requests_rejected_total{reason=\"queue\"}"]);
        Assert.Equal(0, scrape["vectorizer_requests_rejected_total{reason=\"unavailable\"}"]);
    }

    [Fact]
    public async Task With_a_thousand_collections_a_scrape_names_two_hundred_and_adds_up_the_rest()
    {
        await using TestServer server = await TestServer.StartAsync();
        Collection[] collections = [.. Enumerable.Range(0, ManyCollections).Select(number => new Collection(server.Http, $"many-{number}"))];
        await Parallel.ForEachAsync(
            collections,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (collection, _) =>
            {
                (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":1,"metric":"euclidean","durability":"memory"}""")).ShouldBe(HttpStatusCode.Created);
                await collection.UpsertAsync("""[{"id":"a","vector":[1]},{"id":"b","vector":[2]}]""");
                (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1]}""")).ShouldBe(HttpStatusCode.OK);
            });
        Scrape scrape = await Scrape.OfAsync(server.Http);

        Assert.Equal(CollectionLabels.Capacity + 1, scrape.ValuesOf("collection").Count);
        double points = scrape.Series.Where(series => series.Key.StartsWith("vectorizer_collection_points", StringComparison.Ordinal)).Sum(series => series.Value);
        Assert.Equal(2 * ManyCollections, points);
        Assert.Equal(2 * (ManyCollections - CollectionLabels.Capacity), scrape["vectorizer_collection_points{collection=\"other\"}"]);
        Assert.Equal(
            ManyCollections,
            scrape.Series.Where(series => series.Key.StartsWith("vectorizer_query_duration_seconds_count", StringComparison.Ordinal)).Sum(series => series.Value));

        // What is dropped is gone from all metrics, and its label goes to another.
        string dropped = scrape.ValuesOf("collection").First(name => name != CollectionLabels.Other);
        (await new Collection(server.Http, dropped).SendAsync(HttpMethod.Delete, "")).ShouldBe(HttpStatusCode.OK);
        Assert.DoesNotContain(dropped, (await Scrape.OfAsync(server.Http)).ValuesOf("collection"));
        Assert.Equal(CollectionLabels.Capacity + 1, (await Scrape.OfAsync(server.Http)).ValuesOf("collection").Count);
    }

    /// <summary>Something of everything that a server does.</summary>
    private static async Task WorkAsync(TestServer server, string name = "work")
    {
        Collection collection = new(server.Http, name);
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3,"segments":2}""")).ShouldBe(HttpStatusCode.Created);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]},{"id":"b","vector":[3,2,1]}]""");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2,3]}""")).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", """{"ids":["a"]}""")).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/snapshot")).ShouldBe(HttpStatusCode.OK);
    }
}
