using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Configuration.Sections;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Health;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Hosting;
using Vectorizer.Storage.Files;

namespace Vectorizer.Server.Api.Status;

/// <summary>What this node is, holds and does. Asks nobody else, so that probes stay cheap and true when others are away.</summary>
internal sealed class StatusEndpoints(
    ILocalSiloDetails silo,
    SegmentRegistry segments,
    NodeState node,
    SearchExecutor searches,
    IOptions<SearchOptions> searchOptions,
    MemoryBudget memory,
    ResultCache cache,
    IOptions<BatchOptions> batch,
    NodeStorage storage,
    IOptions<ServerOptions> server)
{
    private static readonly ImmutableArray<SegmentState> s_states = [.. Enum.GetValues<SegmentState>()];

    private readonly long _started = Stopwatch.GetTimestamp();

    public async Task StatusAsync(HttpContext context)
    {
        long started = Stopwatch.GetTimestamp();
        ImmutableArray<(string Collection, SegmentStatus Status)> open = segments.Statuses();
        using JsonAnswer answer = JsonAnswer.Begin(context, started);
        Utf8JsonWriter json = answer.Json;
        json.WriteString("status"u8, node.Name);
        json.WriteString("reason"u8, node.Reason);
        json.WriteString("node"u8, silo.Name);
        json.WriteString("version"u8, ServerVersion.Text);
        json.WriteNumber("vector_bits"u8, VectorRegisters.Bits);
        json.WriteNumber("uptime_seconds"u8, (long)Stopwatch.GetElapsedTime(_started).TotalSeconds);
        json.WriteString("data_dir"u8, server.Value.FullDataDir);
        json.WriteNumber("collections"u8, open.Select(segment => segment.Collection).Distinct(StringComparer.Ordinal).Count());
        json.WriteNumber("points"u8, open.Sum(segment => segment.Status.Points));
        WriteSegments(json, open);
        WriteSearches(json);
        WriteBatch(json);
        WriteMemory(json);
        WriteDisk(json);

        // For probes of liveness that ask here: whoever is told to stop is not to be sent anything more.
        await answer.EndAsync(node.Phase == NodePhase.Stopping ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    public async Task WelcomeAsync(HttpContext context)
    {
        long started = Stopwatch.GetTimestamp();
        using JsonAnswer answer = JsonAnswer.Begin(context, started);
        answer.Json.WriteString("name"u8, ServerVersion.Product);
        answer.Json.WriteString("version"u8, ServerVersion.Text);
        answer.Json.WriteString("docs"u8, "/docs");
        answer.Json.WriteString("openapi"u8, "/openapi/v1.json");
        answer.Json.WriteString("status"u8, "/api/status");
        answer.Json.WriteString("collections"u8, "/api/v1/collections");
        await answer.EndAsync();
    }

    private static void WriteSegments(Utf8JsonWriter json, ImmutableArray<(string Collection, SegmentStatus Status)> open)
    {
        json.WriteStartObject("segments"u8);
        foreach (SegmentState state in s_states)
        {
            json.WriteNumber(SegmentWriter.NameOf(state), open.Count(segment => segment.Status.State == state));
        }

        double recovered = open.Length == 0 ? 1 : open.Average(segment => segment.Status.Recovered ?? 1);
        json.WriteNumber("recovered_ratio"u8, Math.Round(recovered, 3));

        json.WriteEndObject();
    }

    private void WriteDisk(Utf8JsonWriter json)
    {
        DiskSpaceStatus space = storage.Space.Status();
        json.WriteStartObject("disk"u8);
        json.WriteNumber("free_bytes"u8, space.FreeBytes);
        json.WriteNumber("total_bytes"u8, space.TotalBytes);
        json.WriteNumber("low_water_bytes"u8, space.LowWaterBytes);
        json.WriteBoolean("writes_refused"u8, space.IsLow);
        json.WriteNumber("reserve_bytes"u8, space.ReserveBytes);
        json.WriteBoolean("reserve_intact"u8, space.IsReserveIntact);
        json.WriteEndObject();
    }

    private void WriteMemory(Utf8JsonWriter json)
    {
        json.WriteStartObject("memory"u8);
        json.WriteNumber("used_bytes"u8, memory.UsedBytes);
        json.WriteNumber("reserved_bytes"u8, memory.ReservedBytes);
        json.WriteNumber("limit_bytes"u8, memory.LimitBytes);
        json.WriteNumber("result_cache_bytes"u8, cache.Bytes);
        json.WriteEndObject();
    }

    private void WriteBatch(Utf8JsonWriter json)
    {
        json.WriteStartObject("batch"u8);
        json.WriteNumber("default_size"u8, batch.Value.UsualSize);
        json.WriteNumber("max_size"u8, batch.Value.MaxSize);
        json.WriteEndObject();
    }

    private void WriteSearches(Utf8JsonWriter json)
    {
        SearchStatistics statistics = searches.Statistics;
        json.WriteStartObject("search"u8);
        json.WriteNumber("queued"u8, statistics.Queued);
        json.WriteNumber("running"u8, statistics.Running);
        json.WriteNumber("threads"u8, statistics.Threads);
        json.WriteNumber("queue_limit"u8, searchOptions.Value.QueueCapacity);
        json.WriteEndObject();
    }
}
