using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

internal sealed record ChangeCollection(CollectionModel Collection, int EfSearch) : Operation(Collection)
{
    public override string Text => $"change ef_search to {EfSearch}";

    public override Task<Answer> SendAsync(Api api) => api.SendAsync(
        HttpMethod.Patch,
        Collection.Path,
        new JsonObject { ["hnsw_config"] = new JsonObject { ["ef_search"] = EfSearch } });
}
