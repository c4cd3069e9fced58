using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Payloads;

/// <summary>
/// A write whose mutations are computed from the points there are. They are logged, not what they were computed from, so replay
/// is exact; and each is stored only where its point is still the one it was computed from.
/// </summary>
/// <remarks>
/// <code>
/// 1. every point is read, with its sequence, and its mutation computed     on a search thread
/// 2. the write takes its place in the segment's order, unless a point has another sequence by then
/// 3. if so: wait until the writes that are on their way to such points are settled, compute those points again, go to 2
/// </code>
/// Somebody else's write has been stored each time that step 3 comes, so the segment as a whole goes on; the deadline ends it
/// for one that is always overtaken. Nothing is stored before step 2 has succeeded.
/// </remarks>
internal sealed class ComputedWrite(
    SegmentWriter writer, Func<SegmentReader> openReader, SearchExecutor threads, IPointChange change, TimeProvider timeProvider)
{
    private readonly List<ReadOnlyMemory<byte>> _ids = [];

    // Of the points above that are to be changed, by their place there.
    private readonly SortedDictionary<int, (PointMutation Mutation, long Sequence)> _computed = [];
    private long _bytes;

    /// <summary>Points that are to be changed.</summary>
    public int Count => _computed.Count;

    /// <summary>Bytes of their ids and new payloads.</summary>
    public long Bytes => _bytes;

    /// <summary>Adds a point and computes its mutation.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>: it cannot be changed so.</exception>
    public void Add(SegmentReader reader, int ordinal, ReadOnlyMemory<byte> id, CancellationToken cancellationToken)
    {
        _ids.Add(id);
        Compute(reader, _ids.Count - 1, ordinal, cancellationToken);
    }

    /// <summary>Stores what has been computed.</summary>
    /// <param name="request">The idempotency key of the request, or null, and what the request says as one number.</param>
    /// <param name="durability">How far the write must get.</param>
    /// <param name="timeLeft">Tells the time that is left; zero or less when it is up.</param>
    /// <returns>The acknowledgement; null when there is nothing to store.</returns>
    /// <exception cref="VectorizerException">
    /// <c>deadline_exceeded</c>: points were written by others all the time, nothing was stored. <c>indeterminate</c>: the write goes on.
    /// </exception>
    public async Task<WriteResult?> StoreAsync(
        (string? Key, ulong Fingerprint) request, Durability durability, Func<TimeSpan> timeLeft)
    {
        while (_computed.Count > 0)
        {
            int[] places = [.. _computed.Keys];
            PointMutation[] mutations = [.. _computed.Values.Select(static point => point.Mutation)];
            long[] sequences = [.. _computed.Values.Select(static point => point.Sequence)];
            if (writer.TryWrite(mutations, sequences, _bytes, request, durability, out Task<WriteResult> result) is not { } changed)
            {
                return await WaitAsync(result, timeLeft()).ConfigureAwait(false);
            }

            await SettleAsync(changed.Settling, timeLeft()).ConfigureAwait(false);
            await threads.RunAsync(
                token =>
                {
                    using SegmentReader reader = openReader();
                    foreach (int number in changed.Numbers)
                    {
                        int ordinal = reader.TryFind(_ids[places[number]].Span, out int found) ? found : -1;
                        Compute(reader, places[number], ordinal, token);
                    }

                    return true;
                },
                Left(timeLeft()),
                CancellationToken.None).ConfigureAwait(false);
        }

        return null;
    }

    private void Compute(SegmentReader reader, int place, int ordinal, CancellationToken cancellationToken)
    {
        if (_computed.Remove(place, out (PointMutation Mutation, long Sequence) before))
        {
            _bytes -= BytesOf(before.Mutation);
        }

        // The sequence is that of the ordinal, and so of the payload behind it, whatever is written meanwhile.
        if (ordinal >= 0 && change.TryChange(reader, ordinal, _ids[place], out PointMutation mutation, cancellationToken))
        {
            _computed[place] = (mutation, reader.SequenceOf(ordinal));
            _bytes += BytesOf(mutation);
        }

        if (_bytes > PayloadRules.MaxResultBytes)
        {
            throw VectorizerException.InvalidArgument(
                "ids",
                $"The payloads of the first {_computed.Count} points would take {_bytes} bytes together; a segment takes "
                + $"{PayloadRules.MaxResultBytes} in one write. Send fewer ids at once. Nothing of this write was stored.");
        }
    }

    private async Task<WriteResult> WaitAsync(Task<WriteResult> result, TimeSpan left)
    {
        try
        {
            return await result.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new VectorizerException(
                VectorizerError.Indeterminate,
                "The write was not done within the time allowed. It goes on, and may or may not be stored in the end.");
        }
    }

    private async Task SettleAsync(List<Task> settling, TimeSpan left)
    {
        try
        {
            await Task.WhenAll(settling).WaitAsync(Left(left), timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw TimeIsUp();
        }
    }

    private static TimeSpan Left(TimeSpan left) => left > TimeSpan.Zero ? left : throw TimeIsUp();

    private static VectorizerException TimeIsUp() => new(
        VectorizerError.DeadlineExceeded, "The points were written by others all the time. Nothing of this write was stored; try again.");

    private static long BytesOf(in PointMutation mutation) => mutation.Id.Length + mutation.Payload.Length;
}
