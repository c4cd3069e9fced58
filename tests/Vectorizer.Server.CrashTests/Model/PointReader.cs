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
        if (!JsonNode.DeepEquals(JsonNode.Parse(payload.GetRawText()), PointContents.Payload(id, version)))
        {
            throw new CrashViolationException(shape.Name, [id], $"{id} has a payload that was never written: {payload}");
        }

        float[] found = [.. point.GetProperty("vector").EnumerateArray().Select(x => x.GetSingle())];
        float[] expected = PointContents.Vector(id, version);
        if (found.Length != expected.Length
            || found.Zip(expected).Any(pair => MathF.Abs(pair.First - pair.Second) > shape.VectorTolerance * MathF.Abs(pair.Second)))
        {
            throw new CrashViolationException(
                shape.Name, [id], $"{id} has the payload of version {version} and another vector: {string.Join(' ', found)}");
        }

        return (id, new PointState(version, point.GetProperty("sequence").GetInt64()));
    }
}
