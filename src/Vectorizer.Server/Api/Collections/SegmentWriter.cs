using System.Text.Json;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Writes what segments report.</summary>
internal static class SegmentWriter
{
    /// <summary>Writes one segment as object.</summary>
    public static void Write(Utf8JsonWriter json, SegmentStatus segment)
    {
        json.WriteStartObject();
        json.WriteNumber("segment"u8, segment.Number);
        json.WriteString("node"u8, segment.Node);
        json.WriteString("state"u8, NameOf(segment.State));
        json.WriteString("reason"u8, segment.Reason);
        if (segment.Recovered is { } recovered)
        {
            json.WriteNumber("recovered_ratio"u8, Math.Round(recovered, 3));
        }

        json.WriteNumber("points"u8, segment.Points);
        json.WriteNumber("deleted_points"u8, segment.DeletedPoints);
        json.WriteNumber("sequence"u8, segment.Sequence);
        json.WriteNumber("cut_bytes"u8, segment.CutBytes);
        WriteMemory(json, segment.Memory);
        SnapshotWriter.WriteMember(json, segment.Snapshot);
        WriteRequantizing(json, segment.Requantizing);
        json.WriteEndObject();
    }

    /// <summary>Writes memory by part as member <c>memory</c>.</summary>
    public static void WriteMemory(Utf8JsonWriter json, SegmentMemory memory)
    {
        json.WriteStartObject("memory"u8);
        json.WriteNumber("vectors_bytes"u8, memory.Vectors);
        json.WriteNumber("codes_bytes"u8, memory.Codes);
        json.WriteNumber("links_bytes"u8, memory.Links);
        json.WriteNumber("points_bytes"u8, memory.Points);
        json.WriteNumber("payloads_bytes"u8, memory.Payloads);
        json.WriteNumber("payload_indexes_bytes"u8, memory.PayloadIndexes);
        json.WriteNumber("log_buffers_bytes"u8, memory.LogBuffers);
        json.WriteNumber("payloads_uncompressed_bytes"u8, memory.UncompressedPayloads);
        json.WriteNumber("total_bytes"u8, memory.Total);
        json.WriteNumber("row_files_bytes"u8, memory.RowFiles);
        json.WriteEndObject();
    }

    private static void WriteRequantizing(Utf8JsonWriter json, RequantizingStatus? requantizing)
    {
        if (requantizing is null)
        {
            return;
        }

        json.WriteStartObject("requantizing"u8);
        json.WriteNumber("progress"u8, Math.Round(requantizing.Progress, 3));
        json.WriteString("failure"u8, requantizing.Failure);
        json.WriteEndObject();
    }

    /// <summary>The name of a state.</summary>
    public static string NameOf(SegmentState state) => state switch
    {
        SegmentState.Ready => "ready",
        SegmentState.Recovering => "recovering",
        SegmentState.Sealed => "sealed",
        SegmentState.Quarantined => "quarantined",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };
}
