using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>The alias of the connection comes, or is switched to another collection.</summary>
internal sealed record SetAlias(CollectionModel Collection) : Operation(Collection)
{
    public override string Text => $"let {Collection.Alias.Name} stand for it";

    public override Task<Answer> SendAsync(Api api)
        => api.PutAsync(Collection.Alias.Path, new JsonObject { ["collection"] = Collection.Name });
}
