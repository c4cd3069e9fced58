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
        json.WriteString("state"u8, summary is { } reported ? SegmentWriter.NameOf(reported.State) : "unavailable");
        json.WriteEndObject();
    }
}
