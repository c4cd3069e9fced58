using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Payloads;

/// <summary>A write to all points of a segment that match a filter, in batches along the list of the points.</summary>
/// <remarks>
/// Each point is judged at one moment between begin and end: it is changed exactly if it matches then. A point that matches all
/// the time is never left out, whoever writes to it meanwhile; one that is stored meanwhile may be met or not, like in a list.
/// No reader stays open and no list of the matches is kept, so a large match set takes no memory and holds up nobody:
/// between two batches searches, other writes and repairs have their turns.
/// </remarks>
internal sealed class MatchingWrite(
    SegmentKey key,
    LiveIndex index,
    SegmentWriter writer,
    Func<SegmentReader> openReader,
    SearchExecutor threads,
    FilterExpression? filter,
    IPointChange change,
    TimeProvider timeProvider,
    CancellationToken closing)
{
    private const int BatchPoints = 1_000;
    private const long BatchBytes = 1024 * 1024;

    // Repairs begin when a twentieth is dead. Where they do not keep up, a batch waits for them: else all that is changed would
    // double the segment before its old memory is used again.
    private const int LivePerDead = 8;
    private const int MinDead = 4_000;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    // A save may keep the dead for minutes.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(3);

    /// <summary>Runs to the end, or until the time is up.</summary>
    /// <exception cref="VectorizerException">
    /// Why a batch could not be stored; the message says how many points had been changed by then. Repeating the request goes on
    /// with the rest.
    /// </exception>
    public async Task<WriteResult> RunAsync(Durability durability, TimeSpan timeout)
    {
        long startedAt = timeProvider.GetTimestamp();
        WriteResult total = new(key.Number, index.Current.VisibleSequence, durability, Affected: 0);
        byte[]? after = [];
        try
        {
            while (after is not null)
            {
                ComputedWrite batch = new(writer, openReader, threads, change, timeProvider);
                byte[] from = after;
                after = await threads.RunAsync(
                    token => Collect(batch, from, token), Left(), CancellationToken.None).ConfigureAwait(false);
                if (await batch.StoreAsync((null, 0), durability, Left).ConfigureAwait(false) is { } result)
                {
                    total = total with
                    {
                        Sequence = result.Sequence,
                        Durability = result.Durability < total.Durability ? result.Durability : total.Durability,
                        Affected = total.Affected + result.Affected,
                    };
                    await LetRepairAsync(Left()).ConfigureAwait(false);
                }
            }
        }
        catch (VectorizerException e) when (total.Affected > 0)
        {
            throw new VectorizerException(
                e.Code, $"{e.Message} {total.Affected} points had been changed before; repeating the request goes on with the rest.")
            {
                Argument = e.Argument,
                RetryAfter = e.RetryAfter,
            };
        }

        return total;

        TimeSpan Left()
        {
            TimeSpan left = timeout - timeProvider.GetElapsedTime(startedAt);
            return left > TimeSpan.Zero ? left : throw new VectorizerException(
                VectorizerError.DeadlineExceeded, $"The {timeout} allowed for the write have passed.");
        }
    }

    /// <summary>Computes the next batch, and returns the id behind which the one after it begins; null at the end.</summary>
    private byte[]? Collect(ComputedWrite batch, byte[] after, CancellationToken cancellationToken)
    {
        using SegmentReader reader = openReader();
        ReadOnlySpan<int> page = reader.ListMatching(filter, after, BatchPoints, out bool more, cancellationToken);
        foreach (int ordinal in page)
        {
            after = reader.Id(ordinal).ToArray();
            batch.Add(reader, ordinal, after, cancellationToken);
            if (batch.Bytes >= BatchBytes)
            {
                return after;
            }
        }

        return more ? after : null;
    }

    private async Task LetRepairAsync(TimeSpan left)
    {
        long startedAt = timeProvider.GetTimestamp();
        TimeSpan most = left < s_longestWait ? left : s_longestWait;
        while (index.Current.DeletedCount is var dead && dead > MinDead && (long)dead * LivePerDead > index.Current.PointCount
            && timeProvider.GetElapsedTime(startedAt) < most && !closing.IsCancellationRequested)
        {
            await Task.Delay(s_poll, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
