using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>Points stored or deleted by one request.</summary>
/// <param name="Collection">Where.</param>
/// <param name="Version">Contents of the points that are stored; null to delete them.</param>
/// <param name="Points">Ids in the order of the request. One may come twice.</param>
/// <param name="Durability">What is asked for.</param>
internal sealed record PointWrite(
    CollectionModel Collection, long? Version, ImmutableArray<string> Points, string Durability) : Operation(Collection)
{
    public const string ValidationFailed = "validation_failed";
    public const string SequenceMismatch = "sequence_mismatch";

    private readonly ImmutableArray<PointPart> _parts =
    [
        .. Points.Distinct().GroupBy(Collection.Shape.SegmentOf).Select(part => new PointPart(part.Key, [.. part])),
    ];

    /// <summary>Makes a repetition harmless; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>For each point the sequence it must have, or null for no conditions.</summary>
    public ImmutableArray<long>? IfSequences { get; init; }

    /// <summary>Code of the problem that must be the answer; null for a request that is to be carried out.</summary>
    public string? Refusal { get; init; }

    /// <summary>What falls into each segment. Each part happens whole or not at all.</summary>
    public ImmutableArray<PointPart> Parts => _parts;

    public override IReadOnlyCollection<string> Ids => Points;

    public override string Text
    {
        get
        {
            string what = Version is { } version ? $"upsert version {version} of" : "delete";
            string ids = Points.Length <= 3 ? string.Join(' ', Points) : $"{Points.Length} points";
            return $"{what} {ids} ({Durability}{(IdempotencyKey is null ? "" : $", key {IdempotencyKey}")}"
                + $"{(IfSequences is { } expected ? $", if_sequence {string.Join(' ', expected)}" : "")}"
                + $"{(Refusal is null ? "" : $", to be refused as {Refusal}")})";
        }
    }

    public override Task<Answer> SendAsync(Api api)
    {
        string path = $"{Collection.Shape.Path}/points";
        return Version is { } version
            ? api.SendAsync(HttpMethod.Put, $"{path}?durability={Durability}", UpsertBody(version), IdempotencyKey)
            : api.SendAsync(HttpMethod.Post, $"{path}/delete?durability={Durability}", DeleteBody(), IdempotencyKey);
    }

    private JsonObject UpsertBody(long version) => new()
    {
        ["points"] = new JsonArray([.. Points.Select((id, index) => PointBody(id, index, version))]),
    };

    private JsonObject PointBody(string id, int index, long version)
    {
        JsonObject body = PointContents.Body(id, version);
        if (Refusal == ValidationFailed && index == Points.Length - 1)
        {
            // One float short in the last point makes the whole request invalid.
            body["vector"] = PointContents.Array(PointContents.Vector(id, version)[1..]);
        }

        if (IfSequences is { } expected)
        {
            body["if_sequence"] = expected[index];
        }

        return body;
    }

    private JsonObject DeleteBody() => new() { ["ids"] = new JsonArray([.. Points.Select(id => (JsonNode)id)]) };
}
