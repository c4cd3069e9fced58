using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>One write request on a segment: its mutations become visible together.</summary>
public class SegmentWriteRecord : LogRecord
{
    /// <exception cref="ArgumentException">No mutation, a malformed one, or more than a record can hold.</exception>
    public SegmentWriteRecord(ReadOnlyMemory<PointMutation> mutations, ReadOnlyMemory<byte> idempotencyKey = default)
        : base(LogRecordKind.SegmentWrite, idempotencyKey)
    {
        Mutations = mutations;
        PayloadLength = SegmentWriteFormat.SizeOf(mutations.Span);
        MayUseReserve = DeletesOnly(mutations.Span);
    }

    /// <summary>What happens to the points, in order.</summary>
    public ReadOnlyMemory<PointMutation> Mutations { get; }

    public sealed override int PayloadLength { get; }

    /// <summary>Whether it does nothing but delete.</summary>
    public sealed override bool MayUseReserve { get; }

    public sealed override void WritePayload(Span<byte> destination) => SegmentWriteFormat.Write(Mutations.Span, destination);

    private static bool DeletesOnly(ReadOnlySpan<PointMutation> mutations)
    {
        foreach (ref readonly PointMutation mutation in mutations)
        {
            if (!mutation.IsDelete)
            {
                return false;
            }
        }

        return true;
    }
}
