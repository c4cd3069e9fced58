using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>An index over payloads goes.</summary>
internal sealed record DropIndex(CollectionModel Collection, string Key) : Operation(Collection)
{
    public override string Text => $"drop the index of {Key}";

    public override Task<Answer> SendAsync(Api api) => api.DeleteAsync($"{Collection.Path}/indexes/{Key}");
}
