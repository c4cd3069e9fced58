using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Search;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Points;

namespace Vectorizer.Server.Api.Query;

/// <summary>Writes the hits of a query with their scores.</summary>
internal static class HitWriter
{
    /// <summary>
    /// Writes the hits as member <c>points</c> of the object that is being written, and <c>explanation</c> where it was asked for.
    /// </summary>
    public static async ValueTask WriteAsync(
        JsonAnswer answer, PointQuery query, SearchHits hits, ImmutableArray<VectorField> fields)
    {
        answer.Json.WriteStartArray("points"u8);
        PointWriter points = new(hits.Points, fields, query.Parts, query.VectorsAsBase64);
        HitCursor hit = new(query, hits);
        while (hit.MoveNext())
        {
            Write(answer.Json, ref points, hit.Index, hit.Score);
            await answer.SendIfLongAsync();
        }

        answer.Json.WriteEndArray();
        if (query.Explain)
        {
            ExplanationWriter.Write(answer.Json, hits.Explanations);
        }
    }

    private static void Write(Utf8JsonWriter json, ref PointWriter points, int index, float score)
    {
        json.WriteStartObject();
        points.WriteId(json, index);
        json.WriteNumber("score"u8, score);
        points.WriteParts(json, index);
        json.WriteEndObject();
    }
}
