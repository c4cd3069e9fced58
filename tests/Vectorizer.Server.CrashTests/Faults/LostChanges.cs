using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>Some changes of one kind are acknowledged and not done: indexes, aliases, names.</summary>
internal sealed class LostChanges<TOperation> : PlantedFault
    where TOperation : Operation
{
    private const int OneIn = 3;

    private int _changes;

    public override Task<Answer> SendAsync(Operation operation, Api api)
        => operation is TOperation && Interlocked.Increment(ref _changes) % OneIn == 0
            ? api.GetAsync(operation.Collection.Path)
            : operation.SendAsync(api);
}
