using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>An index over payloads comes, or gets another type.</summary>
internal sealed record PutIndex(CollectionModel Collection, string Key, string Type) : Operation(Collection)
{
    /// <summary>What may be indexed, and how.</summary>
    public static readonly ImmutableArray<(string Key, string Type)> All =
    [
        (PointContents.TagName, "keyword"),
        (PointContents.TagName, "text"),
        (PointContents.MarkName, "keyword"),
        (PointContents.RevisionName, "integer"),
        (PointContents.RevisionName, "float"),
    ];

    public override string Text => $"index {Key} as {Type}";

    public override Task<Answer> SendAsync(Api api)
        => api.PutAsync($"{Collection.Path}/indexes/{Key}", new JsonObject { ["type"] = Type });
}
