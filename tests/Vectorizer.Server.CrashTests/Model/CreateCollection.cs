using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

internal sealed record CreateCollection(CollectionModel Collection) : Operation(Collection)
{
    public override string Text => $"create with {Collection.Shape.Segments} segments";

    public override Task<Answer> SendAsync(Api api) => api.PutAsync(Collection.Path, Collection.Shape.Definition);
}
