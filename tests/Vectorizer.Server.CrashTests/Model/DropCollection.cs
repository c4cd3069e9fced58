using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

internal sealed record DropCollection(CollectionModel Collection) : Operation(Collection)
{
    public override string Text => "drop";

    public override Task<Answer> SendAsync(Api api) => api.DeleteAsync(Collection.Path);
}
