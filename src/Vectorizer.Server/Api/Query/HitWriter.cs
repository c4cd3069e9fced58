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
    /// <summary>Writes the hits as member <c>points</c> of the object that is being written.</summary>
    public static async ValueTask WriteAsync(
        JsonAnswer answer, PointQuery query, SearchHits hits, ImmutableArray<VectorField> fields)
    {
        answer.Json.WriteStartArray("points"u8);
        PointWriter points = new(hits.Points, fields, query.Parts);
        bool byId = !query.Id.IsEmpty;
        int left = query.Limit;
        // The client has passed over them unless the point itself had to be found among them.
        int toPass = byId ? query.Offset : 0;
        for (int i = 0; i < hits.Points.Count && left > 0; i++)
        {
            if (byId && hits.Points.Ids[i].Span.SequenceEqual(query.Id.Span))
            {
                points.Pass(i);
                continue;
            }

            float score = ScoreOf(query.Field.Metric, hits.Distances.Values.Span[i]);
            if (toPass-- > 0)
            {
                points.Pass(i);
                continue;
            }

            left--;
            if (IsBeyond(query, score))
            {
                points.Pass(i);
                continue;
            }

            Write(answer.Json, ref points, i, score);
            await answer.SendIfLongAsync();
        }

        answer.Json.WriteEndArray();
    }

    private static bool IsBeyond(PointQuery query, float score)
        => query.ScoreThreshold is { } threshold
            && (query.Field.Metric.HigherIsNearer() ? score < threshold : score > threshold);

    private static void Write(Utf8JsonWriter json, ref PointWriter points, int index, float score)
    {
        json.WriteStartObject();
        points.WriteId(json, index);
        json.WriteNumber("score"u8, score);
        points.WriteParts(json, index);
        json.WriteEndObject();
    }

    /// <summary>A score that JSON can hold.</summary>
    /// <remarks>
    /// Sums over the largest floats leave the range of floats: such a score is the largest or smallest float, and where
    /// infinities cancelled out, that of the farthest point. The negated distance of a dot product is −0 where the product is 0.
    /// </remarks>
    private static float ScoreOf(DistanceMetric metric, float distance)
    {
        float score = metric.ToScore(distance);
        return float.IsNaN(score)
            ? (metric.HigherIsNearer() ? float.MinValue : float.MaxValue)
            : Math.Clamp(score, float.MinValue, float.MaxValue) + 0f;
    }
}
