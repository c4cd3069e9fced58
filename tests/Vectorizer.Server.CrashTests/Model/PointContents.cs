using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>What a version of a point looks like: vector and payload both follow from id and version.</summary>
/// <remarks>So a point whose vector is of one version and whose payload is of another gives itself away.</remarks>
internal static class PointContents
{
    public const int Dimension = 16;

    private const int UsualPadding = 400;
    private const int LargePadding = 20_000;
    private const int LargeOneIn = 25;

    /// <summary>Numbers that a float holds exactly.</summary>
    public static float[] Vector(string id, long version)
    {
        Random random = RandomOf(id, version);
        float[] vector = new float[Dimension];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = random.Next(-8_000, 8_000) / 8f;
        }

        return vector;
    }

    /// <summary>The version, and padding so that records have all kinds of lengths.</summary>
    public static JsonObject Payload(string id, long version)
    {
        Random random = RandomOf(id, version);
        int padding = random.Next(random.Next(LargeOneIn) == 0 ? LargePadding : UsualPadding);
        return new JsonObject { ["version"] = version, ["padding"] = new string((char)('a' + (version % 26)), padding) };
    }

    /// <summary>The payload of a version after an operation has set a revision; 0 for none.</summary>
    public static JsonObject Payload(string id, long version, long revision)
    {
        JsonObject payload = Payload(id, version);
        foreach ((string name, JsonNode? value) in revision == 0 ? [] : Revision(revision))
        {
            payload[name] = value!.DeepClone();
        }

        return payload;
    }

    /// <summary>The members that an operation sets.</summary>
    public static JsonObject Revision(long revision)
        => new() { [RevisionName] = revision, [NoteName] = new string((char)('A' + (revision % 26)), (int)(revision % UsualPadding)) };

    /// <summary>Their names.</summary>
    public const string RevisionName = "revision";

    /// <inheritdoc cref="RevisionName"/>
    public const string NoteName = "note";

    /// <summary>A point as requests carry it.</summary>
    public static JsonObject Body(string id, long version) => new()
    {
        ["id"] = id,
        ["vector"] = Array(Vector(id, version)),
        ["payload"] = Payload(id, version),
    };

    /// <summary>An exact search for what is nearest to the vector of a point.</summary>
    public static JsonObject Query(string id, long version, int limit) => new()
    {
        ["vector"] = Array(Vector(id, version)),
        ["limit"] = limit,
        ["exact"] = true,
        ["with_payload"] = false,
    };

    public static JsonArray Array(IEnumerable<float> vector) => [.. vector.Select(x => (JsonNode)x)];

    private static Random RandomOf(string id, long version)
        => new((int)PointSlots.Hash(Encoding.UTF8.GetBytes($"{id} {version}")));
}
