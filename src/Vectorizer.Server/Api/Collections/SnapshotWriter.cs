using System.Text.Json;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Writes what is saved of a segment.</summary>
internal static class SnapshotWriter
{
    /// <summary>Writes it as member <c>snapshot</c>.</summary>
    public static void WriteMember(Utf8JsonWriter json, SnapshotStatus? snapshot)
    {
        if (snapshot is null)
        {
            json.WriteNull("snapshot"u8);
            return;
        }

        json.WriteStartObject("snapshot"u8);
        json.WriteNumber("sequence"u8, snapshot.Sequence);
        if (snapshot.SavedAt is { } savedAt)
        {
            json.WriteString("saved_at"u8, savedAt.UtcDateTime);
        }
        else
        {
            json.WriteNull("saved_at"u8);
        }

        json.WriteNumber("bytes"u8, snapshot.Bytes);
        json.WriteNumber("kept"u8, snapshot.Kept);
        json.WriteNumber("damaged"u8, snapshot.Damaged);
        json.WriteBoolean("saving"u8, snapshot.IsSaving);
        json.WriteString("failure"u8, snapshot.Failure);
        json.WriteEndObject();
    }
}
