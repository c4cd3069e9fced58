using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>Some payloads get another revision than the one that is asked for.</summary>
internal sealed class WrongRevisions : PlantedFault
{
    private const int OneIn = 3;

    private int _operations;

    public override Task<Answer> SendAsync(Operation operation, Api api)
        => operation is PointWrite { Change: { Revision: > 0 } change, IdempotencyKey: null } write && Interlocked.Increment(ref _operations) % OneIn == 0
            ? (write with { Change = change with { Revision = change.Revision + 1 } }).SendAsync(api)
            : operation.SendAsync(api);
}
