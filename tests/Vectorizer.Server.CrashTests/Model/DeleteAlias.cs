using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>The alias of the connection goes.</summary>
/// <param name="Collection">What it stands for.</param>
internal sealed record DeleteAlias(CollectionModel Collection) : Operation(Collection)
{
    public override string Text => $"delete {Collection.Alias.Name}";

    public override Task<Answer> SendAsync(Api api) => api.DeleteAsync(Collection.Alias.Path);
}
