using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Server.Api.Indexes;

/// <summary>What the segments of a collection report of one index over payloads, taken together.</summary>
internal sealed class IndexReport(PayloadIndexDefinition definition, ImmutableArray<SegmentStatus> segments)
{
    private readonly PayloadIndexStatus?[] _parts = [.. segments.Select(segment => segment.PayloadIndexes.IsDefault
        ? null
        : segment.PayloadIndexes.FirstOrDefault(part => part.Definition == definition))];

    /// <summary>Whether filters use it in every segment.</summary>
    public bool IsReady => _parts.All(part => part is { IsReady: true });

    /// <summary>Writes it as object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>Writes it into the object that is being written.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        string? failure = _parts.Select(part => part?.Failure).FirstOrDefault(reason => reason is not null);
        json.WriteString("key"u8, definition.Key);
        json.WriteString("type"u8, IndexTypeNames.Of(definition.Type));
        json.WriteString("state"u8, IsReady ? "ready" : failure is null ? "building" : "failed");
        json.WriteNumber("progress"u8, Math.Round(_parts.Average(part => part?.Progress ?? 0), 3));
        json.WriteString("failure"u8, failure);
        json.WriteNumber("points"u8, _parts.Sum(part => part?.Points ?? 0));
        json.WriteNumber("values"u8, _parts.Sum(part => part?.Values ?? 0));
        json.WriteNumber("memory_bytes"u8, _parts.Sum(part => part?.Bytes ?? 0));
    }
}
