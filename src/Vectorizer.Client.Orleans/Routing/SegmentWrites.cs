using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Divides a write over the segments of a collection.</summary>
/// <remarks>
/// Segments are written in parallel. The parts of one segment go one after the other, so that of two points with one id
/// the later one wins and an error leaves a clear boundary behind.
/// </remarks>
internal sealed class SegmentWrites(IGrainFactory grains, TimeProvider timeProvider)
{
    /// <summary>Bytes of points in one message. A larger message would hold up the searches behind it on its connection.</summary>
    public const int MaxPartBytes = 1024 * 1024;

    public Task<CollectionWriteResult> UpsertAsync(
        CollectionRecord record, PointBatch points, TimeSpan timeout, CancellationToken cancellationToken)
    {
        PointRules.Check(points, record.Definition.Fields);
        SearchRules.CheckTimeout(timeout);
        PointValues values = new(points, record.Definition.Fields);
        return WriteAsync(
            record,
            points.Ids,
            index => PointBatchBuilder.BytesOf(points.Ids[index].Length, values[index].Length, points.PayloadOf(index).Length),
            (segment, part, options) =>
            {
                if (part.Length == points.Count)
                {
                    return segment.Upsert(points, options);
                }

                PointBatchBuilder builder = new(part.Length);
                foreach (int index in part.Span)
                {
                    values.CopyTo(builder, index);
                }

                return segment.Upsert(builder.Build(), options);
            },
            timeout,
            cancellationToken);
    }

    public Task<CollectionWriteResult> DeleteAsync(
        CollectionRecord record, ByteStrings ids, TimeSpan timeout, CancellationToken cancellationToken)
    {
        PointRules.CheckIds(ids);
        SearchRules.CheckTimeout(timeout);
        return WriteAsync(
            record,
            ids,
            index => PointBatchBuilder.BytesOf(ids[index].Length, 0, 0),
            (segment, part, options) => segment.Delete(Ids.Select(ids, part.Span), options),
            timeout,
            cancellationToken);
    }

    private async Task<CollectionWriteResult> WriteAsync(
        CollectionRecord record,
        ByteStrings ids,
        Func<int, long> bytesOf,
        Func<ISegmentGrain, ReadOnlyMemory<int>, WriteOptions, Task<WriteResult>> send,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        long startedAt = timeProvider.GetTimestamp();
        IEnumerable<Task<SegmentOutcome>> writes = Ids.BySegment(record, ids)
            .Select(item => WriteSegmentAsync(record, item.Segment, item.Indexes));
        ImmutableArray<SegmentOutcome> outcomes = [.. await Task.WhenAll(writes)];

        // An outdated record concerns the write as a whole: it is routed again.
        SegmentOutcome? outdated = outcomes.FirstOrDefault(
            outcome => outcome.Error?.Code is VectorizerError.CollectionNotFound or VectorizerError.StaleRecord);
        return outdated is null ? new CollectionWriteResult(outcomes) : throw outdated.Error!;

        async Task<SegmentOutcome> WriteSegmentAsync(CollectionRecord record, int number, int[] indexes)
        {
            ISegmentGrain segment = grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, number).ToString());
            SegmentOutcome outcome = new(number, 0, null, 0, 0, indexes.Length, null);
            while (outcome.Acknowledged < indexes.Length)
            {
                ReadOnlyMemory<int> part = NextPart(indexes.AsMemory(outcome.Acknowledged), bytesOf);
                TimeSpan left = timeout - timeProvider.GetElapsedTime(startedAt);
                if (left <= TimeSpan.Zero)
                {
                    return outcome with { Error = TimeIsUp(timeout) };
                }

                try
                {
                    WriteResult result = await CallFailures.TranslateWriteAsync(
                        send(segment, part, new WriteOptions(left)), cancellationToken);
                    outcome = outcome with
                    {
                        Sequence = result.Sequence,
                        Durability = outcome.Durability < result.Durability ? outcome.Durability : result.Durability,
                        Affected = outcome.Affected + result.Affected,
                        Acknowledged = outcome.Acknowledged + part.Length,
                    };
                }
                catch (VectorizerException e)
                {
                    return outcome with { Error = e };
                }
            }

            return outcome;
        }
    }

    private static ReadOnlyMemory<int> NextPart(ReadOnlyMemory<int> indexes, Func<int, long> bytesOf)
    {
        long bytes = bytesOf(indexes.Span[0]);
        int count = 1;
        while (count < indexes.Length && (bytes += bytesOf(indexes.Span[count])) <= MaxPartBytes)
        {
            count++;
        }

        return indexes[..count];
    }

    private static VectorizerException TimeIsUp(TimeSpan timeout) => new(
        VectorizerError.DeadlineExceeded, $"The {timeout} allowed for the write have passed; the rest was not sent.");
}
