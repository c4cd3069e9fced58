using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>All changes of one kind are acknowledged and not done: indexes, aliases, names.</summary>
internal sealed class LostChanges<TOperation> : PlantedFault
    where TOperation : Operation
{
    public override Task<Answer> SendAsync(Operation operation, Api api)
        => operation is TOperation ? api.GetAsync(operation.Collection.Path) : operation.SendAsync(api);
}
