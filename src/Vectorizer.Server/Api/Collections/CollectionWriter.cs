using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Writes collections.</summary>
internal static class CollectionWriter
{
    /// <summary>Writes everything about a collection into the object that is being written.</summary>
    public static void Write(Utf8JsonWriter json, CollectionRecord record, CollectionSummary summary, ImmutableArray<string> aliases)
    {
        CollectionDefinition definition = record.Definition;
        json.WriteString("name"u8, definition.Name);
        json.WriteNumber("id"u8, record.Id);
        json.WriteString("state"u8, SegmentWriter.NameOf(summary.State));
        json.WriteNumber("points"u8, summary.Points);
        json.WriteNumber("deleted_points"u8, summary.DeletedPoints);
        json.WriteNumber("segments"u8, definition.Segments);
        json.WriteNumber("requantizing_segments"u8, summary.RequantizingSegments);
        json.WriteString("durability"u8, DurabilityNames.Of(definition.Durability));
        json.WriteBoolean("deletion_protection"u8, definition.DeletionProtection);
        WriteNames(json, "aliases"u8, aliases);
        json.WriteString("created_at"u8, record.CreatedAt.UtcDateTime);
        json.WriteStartObject("compression"u8);
        json.WriteBoolean("enabled"u8, definition.Compression.Enabled);
        json.WriteNumber("threshold_bytes"u8, definition.Compression.ThresholdBytes);
        json.WriteEndObject();
        SegmentWriter.WriteMemory(json, summary.Memory);
        if (definition.Fields is [{ Name.Length: 0 } unnamed])
        {
            WriteField(json, unnamed);
            return;
        }

        json.WriteStartObject("vectors"u8);
        foreach (VectorField field in definition.Fields)
        {
            json.WriteStartObject(field.Name);
            WriteField(json, field);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes names as an array.</summary>
    public static void WriteNames(Utf8JsonWriter json, ReadOnlySpan<byte> member, ImmutableArray<string> names)
    {
        json.WriteStartArray(member);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void WriteField(Utf8JsonWriter json, VectorField field)
    {
        json.WriteNumber("dimension"u8, field.Dimension);
        json.WriteString("metric"u8, MetricNames.Of(field.Metric));
        json.WriteStartObject("hnsw_config"u8);
        json.WriteNumber("m"u8, field.Hnsw.M);
        json.WriteNumber("ef_construction"u8, field.Hnsw.EfConstruction);
        json.WriteNumber("ef_search"u8, field.Hnsw.EfSearch);
        json.WriteEndObject();
        json.WriteStartObject("quantization"u8);
        json.WriteBoolean("enabled"u8, field.Quantization is not null);
        if (field.Quantization is { } quantization)
        {
            json.WriteString("type"u8, QuantizationNames.Of(quantization.Type));
            json.WriteNumber("bits"u8, quantization.Bits);
            json.WriteBoolean("on_disk"u8, quantization.OnDisk);
        }

        json.WriteEndObject();
    }
}
