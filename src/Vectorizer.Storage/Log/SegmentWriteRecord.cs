using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>One write request on a segment: its mutations become visible together.</summary>
public class SegmentWriteRecord : LogRecord
{
    private readonly ulong? _fingerprint;

    /// <param name="mutations">What happens to the points, in order.</param>
    /// <param name="idempotencyKey">Names the request; empty for none.</param>
    /// <param name="fingerprint">
    /// What tells the request when it comes again with the key, where the mutations do not: they were computed from it and
    /// from what was stored. Null where they do.
    /// </param>
    /// <exception cref="ArgumentException">No mutation, a malformed one, or more than a record can hold.</exception>
    public SegmentWriteRecord(
        ReadOnlyMemory<PointMutation> mutations, ReadOnlyMemory<byte> idempotencyKey = default, ulong? fingerprint = null)
        : base(LogRecordKind.SegmentWrite, idempotencyKey)
    {
        Mutations = mutations;
        _fingerprint = fingerprint;
        PayloadLength = SegmentWriteFormat.SizeOf(mutations.Span, fingerprint is not null);
        MayUseReserve = DeletesOnly(mutations.Span);
    }

    /// <summary>What happens to the points, in order.</summary>
    public ReadOnlyMemory<PointMutation> Mutations { get; }

    public sealed override int PayloadLength { get; }

    /// <summary>Whether it does nothing but delete.</summary>
    public sealed override bool MayUseReserve { get; }

    public sealed override void WritePayload(Span<byte> destination)
        => SegmentWriteFormat.Write(Mutations.Span, destination, _fingerprint);

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
