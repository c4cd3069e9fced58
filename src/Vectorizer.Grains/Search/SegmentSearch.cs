using System.Runtime.InteropServices;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Search;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Filters;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Search;

/// <summary>One request over segments of this node: a part is one query in one segment.</summary>
/// <remarks>
/// Parts go through one segment after the other, so that a thread that takes them in turn finds the upper layers of the
/// graph in its cache. Parts write to places of their own; nothing is merged here.
/// A request of one query is first looked for among the answers that are kept, and only the segments that have none are searched.
/// One that asks for an explanation is not: what was done for the kept answer nobody knows any more.
/// Queries that come together share the bytes of an answer, so theirs depend on their company and are not kept.
/// </remarks>
internal sealed class SegmentSearch : SearchWork
{
    /// <summary>
    /// Payloads and vectors gathered where no message limits them, 16 MiB: hits beyond come without theirs, which are
    /// fetched for those that win.
    /// </summary>
    public const long MaxGatheredBytes = 16L * 1024 * 1024;

    private readonly SegmentHost[] _segments;
    private readonly CollectionRecord[] _records;
    private readonly SearchRequest _request;
    private readonly FilterExpression? _filter;
    private readonly SearchHits[][] _hits;
    private readonly long[] _sequences;
    private readonly int _queries;

    // Of a request whose answers may be kept, else null; and the segments without an answer, null for all of them.
    private readonly ResultLookup[]? _lookups;
    private readonly int[]? _missing;

    // What continues may be a turn of a grain or a caller's own code: it must not keep a search thread.
    private readonly TaskCompletionSource<SearchResponse[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _budget;

    private SegmentSearch(
        SegmentHost[] segments,
        CollectionRecord[] records,
        SearchRequest request,
        int queries,
        ResultLookup[]? lookups,
        int[]? missing,
        long budget,
        long deadline,
        CancellationToken caller)
        : base((missing ?? (Array)segments).Length * queries, deadline, caller)
    {
        _lookups = lookups;
        _missing = missing;
        _segments = segments;
        _records = records;
        _request = request;
        _filter = FilterCompiler.Compile(request.Filter, records[0].Definition.Fields);
        _queries = queries;
        _budget = budget;
        _hits = new SearchHits[segments.Length][];
        for (int segment = 0; segment < segments.Length; segment++)
        {
            _hits[segment] = new SearchHits[queries];
        }

        _sequences = new long[segments.Length];
        Array.Fill(_sequences, long.MaxValue);
    }

    /// <summary>Searches.</summary>
    /// <param name="executor">Whose threads do it.</param>
    /// <param name="segments">The segments, all of one collection.</param>
    /// <param name="request">What to search for in each.</param>
    /// <param name="budget">Bytes of payloads and vectors that all answers together may have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answers in the order of the segments.</returns>
    public static Task<SearchResponse[]> RunAsync(
        SearchExecutor executor,
        SegmentHost[] segments,
        SearchRequest request,
        long budget,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<SearchResponse[]>(cancellationToken);
        }

        CollectionRecord[] records = new CollectionRecord[segments.Length];
        for (int segment = 0; segment < segments.Length; segment++)
        {
            records[segment] = segments[segment].OpenRecord();
        }

        // The fields of a collection are the same in all of its records, whatever their version.
        SearchRules.Check(request, records[0].Definition.Fields);
        int queries = request.QueryCount(records[0].Definition.Fields[request.Field].Dimension);
        ResultLookup[]? lookups = null;
        int[]? missing = null;
        if (queries == 1 && segments[0].Results.IsEnabled && !request.Explain)
        {
            lookups = ResultLookup.Find(segments, records, request, out int count);
            if (count == 0)
            {
                return Task.FromResult(Array.ConvertAll(lookups, static lookup => lookup.Kept!));
            }

            missing = count == segments.Length ? null : Missing(lookups, count);
        }

        SegmentSearch search = new(
            segments, records, request, queries, lookups, missing, budget, executor.DeadlineIn(request.Timeout), cancellationToken);
        executor.Enqueue(search);
        return search._completion.Task;
    }

    public override void Run(int part)
    {
        (int segment, int query) = Math.DivRem(part, _queries);
        segment = _missing?[segment] ?? segment;
        CollectionDefinition definition = _records[segment].Definition;
        using SegmentReader reader = _segments[segment].OpenReader();
        PointReader points = new(reader, definition.Fields);
        try
        {
            _hits[segment][query] = points.Search(
                _request, _filter, query, definition.Fields[_request.Field].Hnsw.EfSearch, ref _budget, Stop);
        }
        catch (RowFileException e)
        {
            throw DiskRefusals.Unreadable(_segments[segment].Key, e);
        }

        // An answer shows what all of its queries have seen.
        ref long sequence = ref _sequences[segment];
        long seen;
        while ((seen = Volatile.Read(ref sequence)) > reader.Sequence)
        {
            Interlocked.CompareExchange(ref sequence, reader.Sequence, seen);
        }
    }

    protected override void Succeed()
    {
        SearchResponse[] answers = new SearchResponse[_segments.Length];
        for (int segment = 0; segment < answers.Length; segment++)
        {
            if (_lookups?[segment].Kept is { } kept)
            {
                answers[segment] = kept;
                continue;
            }

            answers[segment] = new SearchResponse(ImmutableCollectionsMarshal.AsImmutableArray(_hits[segment]), _sequences[segment]);
            _lookups?[segment].Offer(_request, answers[segment]);
        }

        _completion.SetResult(answers);
    }

    private static int[] Missing(ResultLookup[] lookups, int count)
    {
        int[] missing = new int[count];
        int next = 0;
        for (int segment = 0; segment < lookups.Length; segment++)
        {
            if (lookups[segment].Kept is null)
            {
                missing[next++] = segment;
            }
        }

        return missing;
    }

    protected override void Fail(Exception exception) => _completion.SetException(exception);

    protected override void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);
}
