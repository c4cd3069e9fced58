using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>Writes what became of a write in each segment.</summary>
internal static class SegmentOutcomeWriter
{
    /// <summary>Writes the outcomes as member <c>segments</c>.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<SegmentOutcome> segments)
    {
        json.WriteStartArray("segments"u8);
        foreach (SegmentOutcome segment in segments)
        {
            json.WriteStartObject();
            json.WriteNumber("segment"u8, segment.Segment);
            if (segment.Error is { } error)
            {
                WriteFailure(json, segment, error);
            }
            else
            {
                json.WriteNumber("sequence"u8, segment.Sequence);
                json.WriteString("durability"u8, DurabilityNames.Of(segment.Durability!.Value));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFailure(Utf8JsonWriter json, SegmentOutcome segment, VectorizerException error)
    {
        json.WriteString("code"u8, Problem.From(error).Kind.Code);
        json.WriteString("detail"u8, error.Message);
        // The parts of a segment go one after the other: those before the failure are stored.
        json.WriteNumber("acknowledged"u8, segment.Acknowledged);
        json.WriteNumber("sent"u8, segment.Sent);
    }
}
