using System.Text.Json;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.Collections;

/// <summary>A collection in the list of all.</summary>
/// <param name="record">The collection.</param>
/// <param name="summary">What its segments report; null while they cannot be asked.</param>
internal sealed class CollectionItem(CollectionRecord record, CollectionSummary? summary)
{
    /// <summary>Writes the collection as object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, record.Definition.Name);
        if (summary is { } known)
        {
            json.WriteNumber("points"u8, known.Points);
        }
        else
        {
            json.WriteNull("points"u8);
        }

        json.WriteNumber("segments"u8, record.Definition.Segments);
        json.WriteString("quantization"u8, QuantizationOf(record.Definition));
        json.WriteNumber("requantizing_segments"u8, summary?.RequantizingSegments ?? 0);
        json.WriteString("state"u8, summary is { } reported ? SegmentWriter.NameOf(reported.State) : "unavailable");
        json.WriteEndObject();
    }

    private static string QuantizationOf(CollectionDefinition definition)
        => definition.Fields.Select(field => field.Quantization?.Type).Distinct().ToArray() switch
        {
            [null] => "none",
            [{ } type] => QuantizationNames.Of(type),
            _ => "mixed",
        };
}
