using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>Another name for the same collection.</summary>
internal sealed record RenameCollection(CollectionModel Collection, string To) : Operation(Collection)
{
    public override string Text => $"rename to {To}";

    public override Task<Answer> SendAsync(Api api)
        => api.PostAsync($"{Collection.Path}/rename", new JsonObject { ["to"] = To });
}
