using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Divides a write over the segments of a collection.</summary>
/// <remarks>
/// Segments are written in parallel. The parts of one segment go one after the other, so that of two points with one id
/// the later one wins and an error leaves a clear boundary behind.
/// </remarks>
internal sealed class SegmentWrites(IGrainFactory grains, TimeProvider timeProvider, bool parallel, ClientInstruments instruments)
{
    /// <summary>Bytes of points in one message. A larger message would hold up the searches behind it on its connection.</summary>
    public const int MaxPartBytes = 1024 * 1024;

    // No header can hold it, so no caller's own key is taken for that of a part.
    private const char PartSeparator = '\u0001';

    /// <summary>Bytes of an idempotency key. The rest of what a segment takes is left for the number of a part.</summary>
    public const int MaxKeyBytes = WriteOptions.MaxIdempotencyKeyBytes - 8;

    public Task<CollectionWriteResult> UpsertAsync(
        CollectionRecord record, PointBatch points, WriteOptions options, CancellationToken cancellationToken)
    {
        PointRules.Check(points, record.Definition.Fields);
        Check(options, points.Count);
        PointValues values = new(points, record.Definition.Fields);
        return WriteAsync(
            record,
            points.Ids,
            index => PointBatchBuilder.BytesOf(points.Ids[index].Length, values[index].Length, points.PayloadOf(index).Length),
            (segment, part, partOptions) =>
            {
                if (part.Length == points.Count)
                {
                    return segment.Upsert(points, partOptions);
                }

                PointBatchBuilder builder = new(part.Length);
                foreach (int index in part.Span)
                {
                    values.CopyTo(builder, index);
                }

                return segment.Upsert(builder.Build(), partOptions);
            },
            ClientInstruments.Upsert,
            options,
            cancellationToken);
    }

    public Task<CollectionWriteResult> DeleteAsync(
        CollectionRecord record, ByteStrings ids, WriteOptions options, CancellationToken cancellationToken)
    {
        PointRules.CheckIds(ids);
        Check(options, ids.Count);
        return WriteAsync(
            record,
            ids,
            index => PointBatchBuilder.BytesOf(ids[index].Length, 0, 0),
            (segment, part, partOptions) => segment.Delete(Ids.Select(ids, part.Span), partOptions),
            ClientInstruments.Delete,
            options,
            cancellationToken);
    }

    public Task<CollectionWriteResult> ChangePayloadsAsync(
        CollectionRecord record, ByteStrings ids, PayloadChange change, WriteOptions options, CancellationToken cancellationToken)
    {
        PayloadRules.Check(change);
        PointRules.CheckIds(ids);
        Check(options, ids.Count);
        WriteRules.CheckNoConditions(options);
        return WriteAsync(
            record,
            ids,
            index => PointBatchBuilder.BytesOf(ids[index].Length, 0, 0),
            (segment, part, partOptions) => segment.ChangePayloads(Ids.Select(ids, part.Span), change, partOptions),
            ClientInstruments.Revise,
            options,
            cancellationToken);
    }

    public Task<CollectionWriteResult> ChangePayloadsAsync(
        CollectionRecord record, Filter filter, PayloadChange change, WriteOptions options, CancellationToken cancellationToken)
    {
        PayloadRules.Check(change);
        return WriteMatchingAsync(
            record,
            filter,
            (segment, segmentOptions) => segment.ChangeMatchingPayloads(filter, change, segmentOptions),
            ClientInstruments.Revise,
            options,
            cancellationToken);
    }

    public Task<CollectionWriteResult> DeleteAsync(
        CollectionRecord record, Filter filter, WriteOptions options, CancellationToken cancellationToken)
        => WriteMatchingAsync(
            record,
            filter,
            (segment, segmentOptions) => segment.DeleteMatching(filter, segmentOptions),
            ClientInstruments.Delete,
            options,
            cancellationToken);

    private async Task<CollectionWriteResult> WriteMatchingAsync(
        CollectionRecord record,
        Filter filter,
        Func<ISegmentGrain, WriteOptions, Task<WriteResult>> send,
        KeyValuePair<string, object?> operation,
        WriteOptions options,
        CancellationToken cancellationToken)
    {
        FilterRules.Check(filter, record.Definition.Fields);
        Check(options, points: 0);
        WriteRules.CheckNoConditions(options);
        WriteRules.CheckNoKey(options);
        long startedAt = timeProvider.GetTimestamp();
        long measuredFrom = Stopwatch.GetTimestamp();
        List<Task<SegmentOutcome>> writes = [];
        for (int number = 0; number < record.Definition.Segments; number++)
        {
            writes.Add(WriteSegmentAsync(number));
            if (!parallel)
            {
                await writes[^1];
            }
        }

        return Complete([.. await Task.WhenAll(writes)], operation, measuredFrom);

        async Task<SegmentOutcome> WriteSegmentAsync(int number)
        {
            ISegmentGrain segment = grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, number).ToString());
            TimeSpan left = options.Timeout - timeProvider.GetElapsedTime(startedAt);
            SegmentOutcome outcome = new(number, 0, null, 0, 0, 0, null);
            if (left <= TimeSpan.Zero)
            {
                return outcome with { Error = TimeIsUp(options.Timeout) };
            }

            try
            {
                WriteResult result = await CallFailures.TranslateWriteAsync(
                    send(segment, options with { Timeout = left }), cancellationToken);
                return outcome with { Sequence = result.Sequence, Durability = result.Durability, Affected = result.Affected };
            }
            catch (VectorizerException e)
            {
                return outcome with { Error = e };
            }
        }
    }

    private async Task<CollectionWriteResult> WriteAsync(
        CollectionRecord record,
        ByteStrings ids,
        Func<int, long> bytesOf,
        Func<ISegmentGrain, ReadOnlyMemory<int>, WriteOptions, Task<WriteResult>> send,
        KeyValuePair<string, object?> operation,
        WriteOptions options,
        CancellationToken cancellationToken)
    {
        long startedAt = timeProvider.GetTimestamp();
        long measuredFrom = Stopwatch.GetTimestamp();
        List<Task<SegmentOutcome>> writes = [];
        foreach ((int segment, int[] indexes) in Ids.BySegment(record, ids))
        {
            writes.Add(WriteSegmentAsync(record, segment, indexes));
            if (!parallel)
            {
                await writes[^1];
            }
        }

        return Complete([.. await Task.WhenAll(writes)], operation, measuredFrom);

        async Task<SegmentOutcome> WriteSegmentAsync(CollectionRecord record, int number, int[] indexes)
        {
            ISegmentGrain segment = grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, number).ToString());
            SegmentOutcome outcome = new(number, 0, null, 0, 0, indexes.Length, null);
            for (int partNumber = 0; outcome.Acknowledged < indexes.Length; partNumber++)
            {
                ReadOnlyMemory<int> part = NextPart(indexes.AsMemory(outcome.Acknowledged), bytesOf);
                TimeSpan left = options.Timeout - timeProvider.GetElapsedTime(startedAt);
                if (left <= TimeSpan.Zero)
                {
                    return outcome with { Error = TimeIsUp(options.Timeout) };
                }

                try
                {
                    WriteResult result = await CallFailures.TranslateWriteAsync(
                        send(segment, part, PartOf(options, part, partNumber) with { Timeout = left }), cancellationToken);
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

    private CollectionWriteResult Complete(
        ImmutableArray<SegmentOutcome> outcomes, KeyValuePair<string, object?> operation, long measuredFrom)
    {
        // An outdated record concerns the write as a whole: it is routed again.
        SegmentOutcome? outdated = outcomes.FirstOrDefault(
            outcome => outcome.Error?.Code is VectorizerError.CollectionNotFound or VectorizerError.StaleRecord);
        if (outdated is not null)
        {
            throw outdated.Error!;
        }

        if (outcomes.Length > 0 && outcomes.All(static outcome => outcome is { Error: null, Durability: not null }))
        {
            instruments.Wrote(operation, outcomes.Min(static outcome => outcome.Durability!.Value), measuredFrom);
        }

        return new CollectionWriteResult(outcomes);
    }

    private static void Check(WriteOptions options, int points)
    {
        WriteRules.Check(options, points);
        if (options.IdempotencyKey is { } key && Encoding.UTF8.GetByteCount(key) > MaxKeyBytes)
        {
            throw VectorizerException.InvalidArgument(
                "idempotency_key", $"An idempotency key has 1..{MaxKeyBytes} bytes, not {Encoding.UTF8.GetByteCount(key)}.");
        }
    }

    /// <summary>
    /// The options of one part. A repeated request is divided in the same way, so the number of a part makes a key that
    /// names the same points again.
    /// </summary>
    private static WriteOptions PartOf(WriteOptions options, ReadOnlyMemory<int> part, int number) => options with
    {
        IdempotencyKey = options.IdempotencyKey is { } key && number > 0 ? $"{key}{PartSeparator}{number}" : options.IdempotencyKey,
        IfSequences = options.IfSequences.IsDefaultOrEmpty
            ? []
            : [.. part.ToArray().Select(index => options.IfSequences[index])],
    };

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
