using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Segments;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;

namespace Vectorizer.Server.Api.Health;

/// <summary>What probes ask: is the process alive, has it started, may it be sent requests.</summary>
/// <remarks>
/// A restart mends neither a long recovery nor a damaged segment, so neither makes the node look dead. A sealed or quarantined
/// segment does not make it unready either: everything else it holds would become unreachable with that segment.
/// </remarks>
internal sealed class HealthEndpoints(NodeState node, SegmentRegistry segments)
{
    // A probe is no list: whoever sees this many asks for the status of the collections.
    private const int MostListed = 100;

    /// <summary>Alive as long as it answers, also while it stops: a probe must not cut a graceful stop short.</summary>
    public Task LiveAsync(HttpContext context) => AnswerAsync(context, isHealthy: true);

    /// <summary>Started as soon as it can say what it is doing: what a long recovery needs is time, not a restart.</summary>
    public Task StartupAsync(HttpContext context) => AnswerAsync(context, node.Phase != NodePhase.Failed);

    /// <summary>Ready once every segment has been opened or quarantined, and until it is told to stop.</summary>
    public Task ReadyAsync(HttpContext context) => AnswerAsync(context, node.Phase == NodePhase.Ready);

    private async Task AnswerAsync(HttpContext context, bool isHealthy)
    {
        long started = Stopwatch.GetTimestamp();
        ImmutableArray<(string Collection, SegmentStatus Status)> open = segments.Statuses();
        using JsonAnswer answer = JsonAnswer.Begin(context, started);
        Utf8JsonWriter json = answer.Json;
        json.WriteBoolean("healthy"u8, isHealthy);
        json.WriteString("status"u8, node.Name);
        json.WriteString("reason"u8, node.Reason);
        json.WriteStartArray("unavailable_segments"u8);
        foreach ((string collection, SegmentStatus status) in open.Where(segment => segment.Status.State != SegmentState.Ready).Take(MostListed))
        {
            json.WriteStartObject();
            json.WriteString("collection"u8, collection);
            json.WriteNumber("segment"u8, status.Number);
            json.WriteString("state"u8, SegmentWriter.NameOf(status.State));
            json.WriteString("reason"u8, status.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        await answer.EndAsync(isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
