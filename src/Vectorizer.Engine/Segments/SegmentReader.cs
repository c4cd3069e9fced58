using System.Buffers;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Examples;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>Reads a segment as it was when the reader was opened.</summary>
/// <remarks>
/// For one thread. Ordinals and spans that it hands out are valid until it is disposed of; results of a search or a list
/// only until the next one, and a payload only until the next payload. Searches show the writes up to <see cref="Sequence"/>; <see cref="TryFind"/> and
/// <see cref="List"/> may already show later ones. After a warm-up nothing is allocated but by <see cref="List"/>.
/// </remarks>
public sealed unsafe class SegmentReader : IDisposable
{
    // Up to this many rows per candidate wanted, comparing with all of them is quicker than walking, and finds everything.
    internal const int ExactRowsPerCandidate = 10;
    private const nuint QueryAlignment = 64;

    private readonly SegmentIndex _index;
    private readonly WalkScratch _scratch = new();
    private readonly List<int> _page = [];

    private Neighbor[] _results = [];
    private bool _hasWalked;
    private float* _query;
    private int _queryFloats;

    // Made with the first search, or the first list or count, that has a filter.
    private FilteredSearch? _filtered;
    private FilterCandidates? _candidates;
    private FilteredList? _filteredList;

    // Made with the first search by examples.
    private ExampleSearch? _byExamples;

    // Of the shared pool while the reader is open: one idle reader after a payload of a megabyte must not keep it.
    private byte[] _payload = [];

    internal SegmentReader(SegmentIndex index, ReaderPin pin)
    {
        _index = index;
        Pin = pin;
    }

    /// <summary>What tells the time of the steps that <see cref="Explain"/> tells of; null, unless set after the opening, for times of zero.</summary>
    public Func<TimeSpan>? Clock { internal get; set; }

    /// <summary>The last write that searches of this reader show.</summary>
    public long Sequence { get; private set; }

    /// <summary>
    /// Finds the points whose vectors are nearest to <paramref name="query"/>, nearest first, by walking the graph.
    /// </summary>
    /// <param name="field">Number of the vector field.</param>
    /// <param name="query">As many finite floats as the field's dimension; not all zero under cosine.</param>
    /// <param name="limit">Points wanted, at least 1. Fewer are returned only if fewer exist, or after cancellation.</param>
    /// <param name="ef">Candidates weighed; raised to <paramref name="limit"/>.</param>
    /// <param name="cancellationToken">Ends the search within a hop; what was found so far is returned.</param>
    public ReadOnlySpan<Neighbor> Search(
        int field, ReadOnlySpan<float> query, int limit, int ef, CancellationToken cancellationToken)
    {
        VectorIndex index = _index.Indexes[field];
        ef = Math.Max(ef, limit);
        if (index.Graph.Count <= ExactRowsPerCandidate * ef)
        {
            return SearchExact(field, query, limit, cancellationToken);
        }

        float* row = Prepare(index, query);
        _scratch.Effort.Reset();
        _hasWalked = true;
        if (_index.DeletedCount == 0)
        {
            // Nothing is hidden, or just now becomes so: what is not visible is sorted out afterwards.
            index.Search(row, ef, limit, Visible, _scratch, cancellationToken);
        }
        else
        {
            index.SearchVisible(row, ef, limit, Visible, _scratch, cancellationToken);
        }

        int count = CollectVisible(index.Found(_scratch), limit);
        if (count < limit && count < _index.PointCount && !cancellationToken.IsCancellationRequested)
        {
            // The graph did not lead to enough points. Too few results are worse than a slow answer.
            return SearchExact(field, query, limit, cancellationToken);
        }

        return _results.AsSpan(0, count);
    }

    /// <summary>Finds the nearest points by comparing with every one. Parameters as for <see cref="Search(int, ReadOnlySpan{float}, int, int, CancellationToken)"/>.</summary>
    public ReadOnlySpan<Neighbor> SearchExact(
        int field, ReadOnlySpan<float> query, int limit, CancellationToken cancellationToken)
    {
        VectorIndex index = _index.Indexes[field];
        _hasWalked = false;
        float* row = Prepare(index, query);
        index.SearchExact(row, limit, Visible, _scratch, cancellationToken);
        int count = CollectVisible(_scratch.Pool, limit);
        foreach (int ordinal in index.ZeroRows.Ordinals)
        {
            if (count == limit)
            {
                break;
            }

            if (Visible.Accepts(ordinal))
            {
                _results[count++] = new Neighbor(ZeroRowDistance, ordinal);
            }
        }

        return _results.AsSpan(0, count);
    }

    /// <summary>Finds the points whose vectors are nearest to <paramref name="query"/> among those that match a filter.</summary>
    /// <param name="field">Number of the vector field.</param>
    /// <param name="query">As many finite floats as the field's dimension; not all zero under cosine.</param>
    /// <param name="limit">Points wanted, at least 1. Fewer are returned only if fewer match, or after cancellation.</param>
    /// <param name="ef">
    /// Candidates weighed; raised to <paramref name="limit"/>. Where a walk among the matches needs more for as good a result as
    /// without a filter, it weighs more.
    /// </param>
    /// <param name="filter">What points have to match.</param>
    /// <param name="cancellationToken">Ends the search; what was found so far is returned.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled while points were looked at.</exception>
    public ReadOnlySpan<Neighbor> Search(
        int field, ReadOnlySpan<float> query, int limit, int ef, FilterExpression filter, CancellationToken cancellationToken)
        => Search(field, query, limit, ef, filter, isExact: false, cancellationToken);

    /// <summary>Finds the nearest points among those that match a filter by comparing with every one of them.</summary>
    /// <inheritdoc cref="Search(int, ReadOnlySpan{float}, int, int, FilterExpression, CancellationToken)"/>
    public ReadOnlySpan<Neighbor> SearchExact(
        int field, ReadOnlySpan<float> query, int limit, FilterExpression filter, CancellationToken cancellationToken)
        => Search(field, query, limit, limit, filter, isExact: true, cancellationToken);

    /// <summary>Finds the points of the best score by several examples, best first; docs/design/query-forms.md.</summary>
    /// <param name="field">Number of the vector field.</param>
    /// <param name="examples">
    /// At least one vector, as many finite floats as the field's dimension each, not all zero under cosine; the positive ones first.
    /// </param>
    /// <param name="positives">How many are positive, 0 or more.</param>
    /// <param name="limit">Points wanted, at least 1. Fewer are returned only if fewer match, or after cancellation.</param>
    /// <param name="ef">Candidates weighed by the search near each positive example.</param>
    /// <param name="filter">What points have to match; null for nothing.</param>
    /// <param name="isExact">Compares every point that matches with every example.</param>
    /// <param name="cancellationToken">Ends the search; what was found so far is returned.</param>
    /// <returns>Distances that rank, from which the score follows.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled while points were looked at.</exception>
    public ReadOnlySpan<Neighbor> SearchByExamples(
        int field,
        ReadOnlySpan<float> examples,
        int positives,
        int limit,
        int ef,
        FilterExpression? filter,
        bool isExact,
        CancellationToken cancellationToken)
        => (_byExamples ??= new ExampleSearch(this, _index, _scratch)).Search(
            field, examples, positives, limit, ef, filter, isExact, cancellationToken);

    /// <summary>What the last search by examples did, all of its steps together.</summary>
    public SearchExplanation ExplainByExamples() => _byExamples!.Explain();

    /// <summary>What the last search did, and why.</summary>
    /// <param name="filter">Its filter, or null for none; then no times are told.</param>
    public SearchExplanation Explain(FilterExpression? filter)
    {
        if (filter is not null)
        {
            return Filtered.Explain(filter);
        }

        int visited = _hasWalked ? _scratch.Visited.CountMarks() : 0;
        return new SearchExplanation(
            _hasWalked ? SearchStrategy.Walk : SearchStrategy.Scan,
            _index.PointCount,
            Matches: null,
            visited,
            _hasWalked ? visited : _index.PointCount,
            Checked: 0,
            Indexed: [],
            Unindexed: [],
            TimeSpan.Zero,
            TimeSpan.Zero);
    }

    /// <summary>
    /// Points in list order behind an id that match a filter: each judged as this reader's searches show it, or as it is now. Otherwise
    /// as <see cref="List"/>.
    /// </summary>
    /// <param name="filter">What they have to match; null for nothing.</param>
    /// <param name="after">The id behind which the page starts, which need not exist; empty for the first page.</param>
    /// <param name="limit">Points wanted, at least 1.</param>
    /// <param name="more">Whether points that match follow behind the page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ReadOnlySpan<int> ListMatching(
        FilterExpression? filter, ReadOnlySpan<byte> after, int limit, out bool more, CancellationToken cancellationToken)
    {
        if (filter is null)
        {
            return List(after, limit, out more);
        }

        _filteredList ??= new FilteredList(this, _index, Candidates);
        return _filteredList.Page(filter, after, limit, out more, cancellationToken);
    }

    /// <summary>Whether a point matches a filter.</summary>
    /// <param name="filter">What it has to match.</param>
    /// <param name="ordinal">The point.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool Matches(FilterExpression filter, int ordinal, CancellationToken cancellationToken)
        => FilterEvaluator.Matches(filter, new FilteredPoint(Payload(ordinal), Id(ordinal), Fields(ordinal), cancellationToken));

    /// <summary>The distance reported for a zero vector under cosine: beyond the 2 of the opposite direction.</summary>
    public const float ZeroRowDistance = 3;

    /// <summary>Finds the point of an id.</summary>
    public bool TryFind(ReadOnlySpan<byte> id, out int ordinal)
    {
        ordinal = _index.Ids.Find(id);
        return ordinal >= 0;
    }

    /// <summary>
    /// Points in list order behind the id <paramref name="after"/>, which need not exist; empty for the first page. The
    /// order is that of the XXH3 hash of the id, then of its bytes.
    /// </summary>
    /// <param name="after">The id behind which the page starts.</param>
    /// <param name="limit">Points wanted, at least 1.</param>
    /// <param name="more">Whether points follow behind the page.</param>
    public ReadOnlySpan<int> List(ReadOnlySpan<byte> after, int limit, out bool more)
    {
        _page.Clear();
        _index.Ids.List(after, limit + 1, _page);
        more = _page.Count > limit;
        return CollectionsMarshal.AsSpan(_page)[..Math.Min(limit, _page.Count)];
    }

    /// <summary>The id of a point.</summary>
    public ReadOnlySpan<byte> Id(int ordinal) => _index.Points.Id(ordinal);

    /// <summary>Bytes of the payload of a point.</summary>
    public int PayloadLength(int ordinal) => _index.Points.PayloadLength(ordinal);

    /// <summary>
    /// The payload of a point as it was given; empty for none. Borrowed until the next call: a payload that is kept
    /// compressed is restored into one buffer of the reader.
    /// </summary>
    /// <exception cref="InvalidDataException">The compressed bytes have been damaged in memory.</exception>
    public ReadOnlySpan<byte> Payload(int ordinal) => _index.Points.Payload(ordinal, ref _payload);

    /// <summary>One bit per vector field that the point has.</summary>
    public ulong Fields(int ordinal) => _index.Points.Fields(ordinal);

    /// <summary>The write that stored the point.</summary>
    public long SequenceOf(int ordinal) => _index.Points.Born(ordinal);

    /// <summary>
    /// Copies a vector of a point as it was given. Under cosine it went through a normalisation and back, and may differ in
    /// the last bits.
    /// </summary>
    public void CopyVector(int field, int ordinal, Span<float> destination)
        => _index.Indexes[field].CopyVector(ordinal, destination);

    /// <summary>Returns the reader to its index.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_payload);
        _payload = [];
        Clock = null;
        _filtered?.Free();
        _candidates?.Free();
        _byExamples?.Free();
        _index.Return(this);
    }

    /// <summary>Keeps what the reader may come across from being freed, while it is open.</summary>
    internal ReaderPin Pin { get; }

    internal void Begin(long sequence) => Sequence = sequence;

    internal void Free()
    {
        NativeMemory.AlignedFree(_query);
        _query = null;
        _queryFloats = 0;
    }

    /// <summary>What indexes tell of the filter of a list or a count.</summary>
    internal FilterCandidates Candidates => _candidates ??= new FilterCandidates(this, _index);

    /// <summary>Points that were looked at since the last search began, for whether they match or what values they have.</summary>
    internal int Checked => _scratch.Effort.Checked;

    /// <summary>What the reader reads.</summary>
    internal SegmentIndex Index => _index;

    private FilteredSearch Filtered => _filtered ??= new FilteredSearch(this, _index, _scratch);

    /// <summary>What the reader sees.</summary>
    internal VisibleAt Visible => new(_index.Points, Sequence);

    /// <summary>Whether a point matches a filter. Counted as effort.</summary>
    internal bool Check(FilterExpression filter, int ordinal, CancellationToken cancellationToken)
    {
        _scratch.Effort.Checked++;
        return Matches(filter, ordinal, cancellationToken);
    }

    /// <summary>The payload of a point, as <see cref="Payload"/>. Counted as effort.</summary>
    internal ReadOnlySpan<byte> Look(int ordinal)
    {
        _scratch.Effort.Checked++;
        return Payload(ordinal);
    }

    private ReadOnlySpan<Neighbor> Search(
        int field,
        ReadOnlySpan<float> query,
        int limit,
        int ef,
        FilterExpression filter,
        bool isExact,
        CancellationToken cancellationToken)
    {
        VectorIndex index = _index.Indexes[field];
        CandidatePool found = Filtered.Search(
            index, Prepare(index, query), limit, Math.Max(ef, limit), isExact, filter, cancellationToken);
        int count = CollectVisible(found, limit);
        foreach (int ordinal in index.ZeroRows.Ordinals)
        {
            if (count == limit)
            {
                break;
            }

            if (Filtered.IsMatch(ordinal) && Visible.Accepts(ordinal))
            {
                _results[count++] = new Neighbor(ZeroRowDistance, ordinal);
            }
        }

        return _results.AsSpan(0, count);
    }

    private float* Prepare(VectorIndex index, ReadOnlySpan<float> query)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Length, index.Schema.Dimension, nameof(query));
        int stride = index.Rows.Stride;
        if (stride > _queryFloats)
        {
            NativeMemory.AlignedFree(_query);
            _query = (float*)NativeMemory.AlignedAlloc((nuint)stride * sizeof(float), QueryAlignment);
            _queryFloats = stride;
        }

        Span<float> row = new(_query, stride);
        query.CopyTo(row);
        row[query.Length..].Clear();
        if (index.Normalizes)
        {
            VectorMath.Normalize(row[..query.Length]);
        }

        return _query;
    }

    private int CollectVisible(CandidatePool found, int limit)
    {
        if (_results.Length < limit)
        {
            _results = new Neighbor[Math.Max(limit, 2 * _results.Length)];
        }

        int count = 0;
        for (int rank = 0; rank < found.Count && count < limit; rank++)
        {
            if (Visible.Accepts(found[rank].Ordinal))
            {
                _results[count++] = found[rank];
            }
        }

        return count;
    }
}
