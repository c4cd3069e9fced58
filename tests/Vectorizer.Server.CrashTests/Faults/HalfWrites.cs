using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>Some batches are done but for their last point.</summary>
internal sealed class HalfWrites : PlantedFault
{
    private const int OneIn = 10;

    private int _batches;

    public override Task<Answer> SendAsync(Operation operation, Api api)
        => operation is PointWrite { Version: not null, Refusal: null, IdempotencyKey: null, IfSequences: null } write
            && write.Parts[0].Ids.Length > 1
            && Interlocked.Increment(ref _batches) % OneIn == 0
                ? (write with { Points = write.Points.RemoveAll(id => id == write.Parts[0].Ids[^1]) }).SendAsync(api)
                : operation.SendAsync(api);
}
