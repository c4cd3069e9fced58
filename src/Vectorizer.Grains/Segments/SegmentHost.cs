using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Search;

namespace Vectorizer.Grains.Segments;

/// <summary>One open segment of a silo: checks what is asked, and hands it to the threads that do it.</summary>
/// <remarks>
/// Threads: any. It knows nothing of grains, so that a replica or a direct reader can use it as well.
/// Ownership: it closes the index. The index frees its memory when the last reader is closed, which may be long after the
/// grain has gone.
/// </remarks>
internal sealed class SegmentHost
{
    private readonly SegmentKey _key;
    private readonly string _node;
    private readonly SegmentIndex _index;
    private readonly SegmentWriter _writer;
    private readonly SearchExecutor _searches;
    private readonly TimeProvider _timeProvider;
    private CollectionRecord _record;
    private Func<VectorizerException>? _closed;

    public SegmentHost(
        SegmentKey key,
        CollectionRecord record,
        string node,
        SearchExecutor searches,
        IndexExecutor indexes,
        IndexOptions indexOptions,
        ISegmentLog log,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _key = key;
        _record = record;
        _node = node;
        _searches = searches;
        _timeProvider = timeProvider;
        _index = new SegmentIndex(SegmentSchema.Of(record.Definition.Fields));
        _writer = new SegmentWriter(key, _index, log, indexes, indexOptions, timeProvider, logger);
    }

    public SegmentKey Key => _key;

    /// <summary>The record of the collection as this segment knows it.</summary>
    public CollectionRecord Record => Volatile.Read(ref _record);

    /// <summary>Takes a changed record, unless a later one is known.</summary>
    public void Accept(CollectionRecord record)
    {
        if (record.Version > Record.Version)
        {
            Volatile.Write(ref _record, record);
        }
    }

    public Task<WriteResult> UpsertAsync(PointBatch points, WriteOptions options)
    {
        CollectionRecord record = OpenRecord();
        PointRules.Check(points, record.Definition.Fields);
        CheckSlots(points.Ids, record);
        long bytes = points.Ids.TotalBytes + points.Payloads.TotalBytes + ((long)sizeof(float) * points.Values.Length);
        return WriteAsync(PointMutations.Upserts(points, record.Definition.Fields), bytes, options);
    }

    public Task<WriteResult> DeleteAsync(ByteStrings ids, WriteOptions options)
    {
        CollectionRecord record = OpenRecord();
        PointRules.CheckIds(ids);
        CheckSlots(ids, record);
        return WriteAsync(PointMutations.Deletes(ids), ids.TotalBytes, options);
    }

    public async Task<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        CollectionRecord record = OpenRecord();
        SearchRules.Check(request, record.Definition.Fields);
        VectorField field = record.Definition.Fields[request.Field];
        int queries = request.Queries.Length / field.Dimension;

        // Many queries are divided over the threads. Each part then has its share of the answer's bytes.
        int parts = Math.Min(queries, _searches.Threads);
        (SearchHits[] Hits, long Sequence)[] answers = await _searches.RunAsync(
            parts,
            (part, token) =>
            {
                using SegmentReader reader = OpenReader();
                PointReader points = new(reader, record.Definition.Fields);
                long budget = PointReader.MaxAnswerBytes / parts;
                int first = (int)((long)queries * part / parts);
                SearchHits[] hits = new SearchHits[(int)((long)queries * (part + 1) / parts) - first];
                for (int i = 0; i < hits.Length; i++)
                {
                    hits[i] = points.Search(request, first + i, field.Hnsw.EfSearch, ref budget, token);
                }

                return (hits, reader.Sequence);
            },
            request.Timeout,
            cancellationToken).ConfigureAwait(false);
        return new SearchResponse([.. answers.SelectMany(answer => answer.Hits)], answers.Min(answer => answer.Sequence));
    }

    public Task<PointSlice> GetAsync(
        ByteStrings ids, PointParts parts, ReadOptions options, CancellationToken cancellationToken)
    {
        CollectionRecord record = OpenRecord();
        PointRules.CheckIds(ids);
        CheckSlots(ids, record);
        return ReadAsync(record, options, (points, token) => points.Get(ids, parts, token), cancellationToken);
    }

    public Task<PointPage> ListAsync(
        ByteStrings? after, int limit, PointParts parts, ReadOptions options, CancellationToken cancellationToken)
    {
        CollectionRecord record = OpenRecord();
        VectorizerException.ThrowIfOutside("limit", limit, 1, PointRules.MaxListLimit);
        if (after is not null && after.Count != 1)
        {
            throw VectorizerException.InvalidArgument("after", $"A list starts behind one id, not {after.Count}.");
        }

        return ReadAsync(
            record,
            options,
            (points, token) => points.List(after is null ? default : after[0].Span, limit, parts, token),
            cancellationToken);
    }

    public SegmentStatus Status()
    {
        // The reader keeps the memory that is counted here from being freed.
        using SegmentReader reader = OpenReader();
        SegmentMemoryUse memory = _index.MemoryUse;
        return new SegmentStatus(
            _key.Number,
            _node,
            _writer.SealReason is null ? SegmentState.Ready : SegmentState.Sealed,
            _writer.SealReason,
            _index.PointCount,
            _index.DeletedCount,
            _index.VisibleSequence,
            new SegmentMemory(memory.Vectors, memory.UpperLinks, memory.Points));
    }

    /// <summary>
    /// Closes the segment: what comes from now on is refused, queued writes fail, the group under way is waited for.
    /// Searches that run go on.
    /// </summary>
    /// <param name="dropped">Whether its collection is gone, or only the segment leaves this node.</param>
    public async Task CloseAsync(bool dropped)
    {
        Func<VectorizerException> refusal = dropped ? NotFound : Away;
        if (Interlocked.CompareExchange(ref _closed, refusal, null) is null)
        {
            await _writer.CloseAsync(refusal).ConfigureAwait(false);
            _index.Dispose();
        }
    }

    /// <summary>Says that a segment's collection does not exist, or not any more.</summary>
    public static VectorizerException NotFound(SegmentKey key)
        => new(VectorizerError.CollectionNotFound, $"There is no collection with segment {key}.");

    private async Task<WriteResult> WriteAsync(PointMutation[] mutations, long bytes, WriteOptions options)
    {
        SearchRules.CheckTimeout(options.Timeout);
        Task<WriteResult> write = _writer.WriteAsync(mutations, bytes);
        try
        {
            return await write.WaitAsync(options.Timeout, _timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new VectorizerException(
                VectorizerError.Indeterminate,
                $"The write was not done within {options.Timeout}. It goes on, and may or may not be stored in the end.");
        }
    }

    private Task<T> ReadAsync<T>(
        CollectionRecord record,
        ReadOptions options,
        Func<PointReader, CancellationToken, T> read,
        CancellationToken cancellationToken)
    {
        SearchRules.CheckTimeout(options.Timeout);
        return _searches.RunAsync(
            token =>
            {
                using SegmentReader reader = OpenReader();
                return read(new PointReader(reader, record.Definition.Fields), token);
            },
            options.Timeout,
            cancellationToken);
    }

    private CollectionRecord OpenRecord() => _closed is null ? Record : throw _closed();

    private SegmentReader OpenReader()
    {
        // Asked again: the segment may have been closed while the search was queued.
        OpenRecord();
        try
        {
            return _index.OpenReader();
        }
        catch (ObjectDisposedException)
        {
            throw (_closed ?? Away)();
        }
    }

    /// <summary>A point in the wrong segment would never be found again.</summary>
    private void CheckSlots(ByteStrings ids, CollectionRecord record)
    {
        for (int i = 0; i < ids.Count; i++)
        {
            if (record.Slots.SegmentOf(ids[i].Span) != _key.Number)
            {
                throw new VectorizerException(
                    VectorizerError.StaleRecord,
                    $"Id number {i} belongs to segment {record.Slots.SegmentOf(ids[i].Span)} and was sent to {_key.Number}.");
            }
        }
    }

    private VectorizerException NotFound() => NotFound(_key);

    private VectorizerException Away() => new(
        VectorizerError.SegmentUnavailable, $"Segment {_key} is leaving node {_node}.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };
}
