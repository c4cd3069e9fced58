using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>Some writes are acknowledged and not done.</summary>
/// <remarks>Instead of them, points are deleted that do not exist, so that the answers are as good as any.</remarks>
internal sealed class LostWrites : PlantedFault
{
    private const int OneIn = 20;

    private int _writes;

    public override Task<Answer> SendAsync(Operation operation, Api api)
    {
        bool loses = operation is PointWrite { Version: not null, Refusal: null, IdempotencyKey: null, IfSequences: null }
            && Interlocked.Increment(ref _writes) % OneIn == 0;
        if (!loses)
        {
            return operation.SendAsync(api);
        }

        PointWrite write = (PointWrite)operation;
        return (write with { Version = null, Points = [.. write.Parts.Select(part => StrangerIn(write.Collection.Shape, part))] })
            .SendAsync(api);
    }

    private static string StrangerIn(CollectionShape shape, PointPart part)
        => Enumerable.Range(0, PointSlots.Count)
            .Select(number => $"stranger-{number}")
            .First(id => shape.SegmentOf(id) == part.Segment);
}
