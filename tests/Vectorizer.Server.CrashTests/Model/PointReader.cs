using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>Reads a point and makes sure that all of it belongs together.</summary>
internal static class PointReader
{
    /// <exception cref="CrashViolationException">Vector and payload do not belong together.</exception>
    public static (string Id, PointState State) Read(CollectionShape shape, JsonElement point)
    {
        string id = point.GetProperty("id").GetString()!;
        float[] vector = [.. point.GetProperty("vector").EnumerateArray().Select(x => x.GetSingle())];
        JsonElement payload = point.GetProperty("payload");
        PayloadState state = StateOf(payload);

        // A payload that has lost its version leaves it to the vector to tell.
        long version = state.HasBase ? payload.GetProperty(PointContents.VersionName).GetInt64() : PointContents.VersionOf(vector);
        if (state.Exists && !JsonNode.DeepEquals(JsonNode.Parse(payload.GetRawText()), PointContents.Payload(id, version, state)))
        {
            throw new CrashViolationException(shape.Name, [id], $"{id} has a payload that was never written: {payload}");
        }

        float[] expected = PointContents.Vector(id, version);
        if (vector.Length != expected.Length
            || vector.Zip(expected).Any(pair => MathF.Abs(pair.First - pair.Second) > shape.VectorTolerance * MathF.Abs(pair.Second)))
        {
            throw new CrashViolationException(
                shape.Name, [id], $"{id} has the payload of version {version} and another vector: {string.Join(' ', vector)}");
        }

        return (id, new PointState(version, state, point.GetProperty("sequence").GetInt64()));
    }

    private static PayloadState StateOf(JsonElement payload) => payload.ValueKind == JsonValueKind.Null ? default : new PayloadState(
        Exists: true,
        HasBase: payload.TryGetProperty(PointContents.VersionName, out _),
        payload.TryGetProperty(PointContents.RevisionName, out JsonElement revision) ? revision.GetInt64() : 0);
}
