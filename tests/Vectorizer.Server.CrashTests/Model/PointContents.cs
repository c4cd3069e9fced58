using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>What a version of a point looks like: vector and payload both follow from id and version.</summary>
/// <remarks>So a point whose vector is of one version and whose payload is of another gives itself away.</remarks>
internal static class PointContents
{
    public const int Dimension = 16;

    /// <summary>How many labels a tag or a mark may be, so that filters on them match some points and not all.</summary>
    public const int Labels = 4;

    public const string VersionName = "version";
    public const string TagName = "tag";
    public const string RevisionName = "revision";
    public const string MarkName = "mark";

    private const int UsualPadding = 400;
    private const int LargePadding = 20_000;
    private const int LargeOneIn = 25;

    // The first two floats tell the version, as whole numbers that stay apart from each other under cosine too.
    private const int VersionsPerFloat = 1_000;

    /// <summary>The members that come with a point.</summary>
    public static readonly ImmutableArray<string> BaseNames = [VersionName, TagName, "padding"];

    /// <summary>The members that an operation on payloads sets.</summary>
    public static readonly ImmutableArray<string> RevisionNames = [RevisionName, MarkName, "note"];

    /// <summary>Numbers that a float holds exactly.</summary>
    public static float[] Vector(string id, long version)
    {
        Random random = RandomOf(id, version);
        float[] vector = new float[Dimension];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = random.Next(-8_000, 8_000) / 8f;
        }

        vector[0] = version % VersionsPerFloat;
        vector[1] = version / VersionsPerFloat;
        return vector;
    }

    /// <summary>The version that a vector is of, if it is of any.</summary>
    public static long VersionOf(float[] vector)
        => ((long)MathF.Round(vector[1]) * VersionsPerFloat) + (long)MathF.Round(vector[0]);

    /// <summary>What the ids of a connection begin with, of one of them; empty for an id of nobody.</summary>
    public static string OwnerOf(string id) => id[..(id.IndexOf('-', StringComparison.Ordinal) + 1)];

    /// <summary>What filters tell points by: no two connections share one.</summary>
    public static string LabelOf(string owner, long number) => $"{owner}{number % Labels}";

    /// <summary>The version, a tag, and padding so that records have all kinds of lengths.</summary>
    public static JsonObject Payload(string id, long version)
    {
        Random random = RandomOf(id, version);
        int padding = random.Next(random.Next(LargeOneIn) == 0 ? LargePadding : UsualPadding);
        return new JsonObject
        {
            [VersionName] = version,
            [TagName] = LabelOf(OwnerOf(id), version),
            ["padding"] = new string((char)('a' + (version % 26)), padding),
        };
    }

    /// <summary>The payload of a version after operations have changed it.</summary>
    public static JsonObject Payload(string id, long version, PayloadState state)
    {
        JsonObject payload = state.HasBase ? Payload(id, version) : [];
        foreach ((string name, JsonNode? value) in state.Revision == 0 ? [] : Revision(OwnerOf(id), state.Revision))
        {
            payload[name] = value!.DeepClone();
        }

        return payload;
    }

    /// <summary>What an operation sets.</summary>
    public static JsonObject Revision(string owner, long revision) => new()
    {
        [RevisionName] = revision,
        [MarkName] = LabelOf(owner, revision),
        ["note"] = new string((char)('A' + (revision % 26)), (int)(revision % UsualPadding)),
    };

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
