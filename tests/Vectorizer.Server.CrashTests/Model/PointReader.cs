using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>Reads a point and makes sure that all of it is of one version.</summary>
internal static class PointReader
{
    /// <exception cref="CrashViolationException">Vector and payload do not belong together.</exception>
    public static (string Id, PointState State) Read(CollectionShape shape, JsonElement point)
    {
        string id = point.GetProperty("id").GetString()!;
        JsonElement payload = point.GetProperty("payload");
        long version = payload.GetProperty("version").GetInt64();
        long revision = payload.TryGetProperty(PointContents.RevisionName, out JsonElement found) ? found.GetInt64() : 0;
        if (!JsonNode.DeepEquals(JsonNode.Parse(payload.GetRawText()), PointContents.Payload(id, version, revision)))
        {
            throw new CrashViolationException(shape.Name, [id], $"{id} has a payload that was never written: {payload}");
        }

        float[] vector = [.. point.GetProperty("vector").EnumerateArray().Select(x => x.GetSingle())];
        float[] expected = PointContents.Vector(id, version);
        if (vector.Length != expected.Length
            || vector.Zip(expected).Any(pair => MathF.Abs(pair.First - pair.Second) > shape.VectorTolerance * MathF.Abs(pair.Second)))
        {
            throw new CrashViolationException(
                shape.Name, [id], $"{id} has the payload of version {version} and another vector: {string.Join(' ', vector)}");
        }

        return (id, new PointState(version, revision, point.GetProperty("sequence").GetInt64()));
    }
}
