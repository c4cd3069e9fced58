using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>Points stored, deleted or given other payloads by one request.</summary>
/// <param name="Collection">Where.</param>
/// <param name="Version">Contents of the points that are stored; null for other writes.</param>
/// <param name="Points">Ids in the order of the request. One may come twice. Of a filter, the ids of the points that match it.</param>
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

    /// <summary>What the payloads of the points become; null for other writes.</summary>
    public PayloadChange? Change { get; init; }

    /// <summary>Names the points instead of their ids: they are all that match it. Null for ids.</summary>
    public PointFilter? Filter { get; init; }

    /// <summary>Whether the points are deleted.</summary>
    public bool Deletes => Version is null && Change is null;

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
            string what = Version is { } version ? $"upsert version {version} of"
                : Change is { } change ? $"{change} of"
                : "delete";
            string ids = Filter is { } filter ? $"the {Points.Length} points with {filter}"
                : Points.Length <= 3 ? string.Join(' ', Points)
                : $"{Points.Length} points";
            return $"{what} {ids} ({Durability}{(IdempotencyKey is null ? "" : $", key {IdempotencyKey}")}"
                + $"{(IfSequences is { } expected ? $", if_sequence {string.Join(' ', expected)}" : "")}"
                + $"{(Refusal is null ? "" : $", to be refused as {Refusal}")})";
        }
    }

    /// <summary>A point after the write, as far as what it was tells; null if it does not exist then.</summary>
    public PointState? After(PointState? before)
        => Version is { } version ? new PointState(version, PayloadState.Whole, 0)
            : Change is { } change && before is { } point ? point with { Payload = change.After(point.Payload) }
            : null;

    /// <summary>Whether a part stores or deletes anything, or finds all as it asks for.</summary>
    public bool Changes(PointPart part)
        => Change is null || part.Ids.Any(id => !PointState.LookAlike(Collection[id], After(Collection[id])));

    public override Task<Answer> SendAsync(Api api)
    {
        string path = $"{Collection.AnyPath}/points";
        if (Version is { } version)
        {
            return api.SendAsync(HttpMethod.Put, $"{path}?durability={Durability}", UpsertBody(version), IdempotencyKey);
        }

        JsonObject body = SelectionBody();
        Change?.WriteTo(body, Collection.Owner);
        return api.SendAsync(
            HttpMethod.Post, $"{path}/{Change?.Resource ?? "delete"}?durability={Durability}", body, IdempotencyKey);
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

    private JsonObject SelectionBody() => Filter is { } filter
        ? new JsonObject { ["filter"] = filter.Body }
        : new JsonObject { ["ids"] = new JsonArray([.. Points.Select(id => (JsonNode)id)]) };
}
