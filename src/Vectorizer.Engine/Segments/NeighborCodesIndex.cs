using Vectorizer.Engine.Examples;
using Vectorizer.Engine.Exact;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.NeighborCodes;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>A <see cref="VectorIndex"/> whose nodes keep the codes of their neighbours. The graph is that of the rows.</summary>
/// <remarks>
/// Rows lie in the records of the graph, and whatever builds or repairs it compares them. The blocks of neighbours follow
/// from rows and links: the graph tells which node's links have changed, and a graph that was loaded is told whole.
/// </remarks>
internal sealed unsafe class NeighborCodesIndex<TDistance> : VectorIndex
    where TDistance : struct, IDistance
{
    private readonly RowCodec<TDistance> _codec;
    private readonly RowCodes _codes;
    private readonly NeighborBlockLayout _layout;
    private readonly NeighborBlocks _blocks;

    /// <param name="schema">A field whose metric is not manhattan.</param>
    /// <param name="leaving">The ordinals of points that have been ended: no new link leads to them.</param>
    public NeighborCodesIndex(VectorFieldSchema schema, OrdinalSet leaving)
        : base(schema, RowStore.StrideOf(schema.Dimension) * sizeof(float), rowsAreCodes: true, file: null, leaving)
    {
        _codec = new RowCodec<TDistance>(RowStore.StrideOf(schema.Dimension));
        _codes = new RowCodes(schema.Dimension);
        _layout = new NeighborBlockLayout(schema.Dimension, Graph.MaxLinks(0), hasSquares: schema.Metric == Metric.Euclidean);
        _blocks = new NeighborBlocks(_layout, _codes);
        Graph.LinksChanged = UpdateBlocks;
    }

    /// <summary>The codes of the neighbours.</summary>
    public NeighborBlocks Blocks => _blocks;

    /// <summary>The codes of the rows.</summary>
    public RowCodes Codes => _codes;

    public override bool Normalizes => TDistance.Normalizes;

    public override long CodeMemory => CodeBytesOf(Graph.Count);

    public override long BytesOf(int nodes, int upper) => base.BytesOf(nodes, upper) + CodeBytesOf(nodes);

    public override void Search(
        float* query, int ef, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
    {
        scratch.Pool.Reset(ef);
        if (TryDescend(query, out int start))
        {
            NeighborCodesSearcher.Search(_blocks, TablesOf(query, scratch), start, Graph.Count, ef, scratch, cancellationToken);
        }

        Rescore(query, ef, limit, visible, scratch);
    }

    public override void SearchVisible(
        float* query, int ef, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
    {
        scratch.Pool.Reset(ef);
        if (TryDescend(query, out int start))
        {
            NeighborCodesSearcher.SearchAccepted(
                _blocks, TablesOf(query, scratch), start, Graph.Count, ef, visible, scratch, cancellationToken);
        }

        Rescore(query, ef, limit, visible, scratch);
    }

    public override void SearchExact(
        float* query, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
        => ExactSearcher<TDistance, VisibleAt>.Search(Graph, Rows, query, limit, visible, scratch, cancellationToken);

    public override CandidatePool ScanMatches(
        float* query, int ef, int limit, MatchSet matches, bool byRows, WalkScratch scratch, CancellationToken cancellationToken)
    {
        scratch.Pool.Reset(limit);
        MatchCursor cursor = new(matches, Graph, scored: null);
        MatchRows<TDistance>.Scan(Rows, query, cursor, scratch, cancellationToken);
        return scratch.Pool;
    }

    // By rows: a hop to a neighbour's neighbours would read their codes, most of which belong to nodes that don't match.
    public override void Measure(
        ExampleRows examples, ReadOnlySpan<int> ordinals, Span<float> toPositive, Span<float> toNegative, WalkScratch scratch)
        => ExampleDistances<TDistance>.Measure(Rows, examples, ordinals, toPositive, toNegative, scratch);

    public override CandidatePool? WalkMatches(
        float* query,
        int ef,
        int limit,
        MatchSet matches,
        WalkScratch scratch,
        out MatchWalkOutcome outcome,
        CancellationToken cancellationToken)
    {
        outcome = HnswMatchSearcher<RowScorer<TDistance>>.Search(
            Graph, _codec.OfRow(query, state: null), ef, matches, scratch, cancellationToken);
        return outcome == MatchWalkOutcome.None ? null : scratch.Pool;
    }

    public override void SearchAccepted(
        float* query, int ef, int limit, CheckedPoints filter, WalkScratch scratch, CancellationToken cancellationToken)
    {
        scratch.Pool.Reset(ef);
        if (TryDescend(query, out int start))
        {
            NeighborCodesSearcher.SearchAccepted(
                _blocks, TablesOf(query, scratch), start, Graph.Count, ef, filter, scratch, cancellationToken);
        }

        Rescore(query, ef, limit, default(AnyOrdinal), scratch);
    }

    public override void CompleteLoad(ParallelFor run) => run(Graph.Count, UpdateBlocks);

    public override void Dispose()
    {
        base.Dispose();
        _blocks.Dispose();
        _codes.Dispose();
    }

    protected override void EnsureRowCapacity(int count)
    {
        base.EnsureRowCapacity(count);
        _codes.EnsureCapacity(count);
        _blocks.EnsureCapacity(count);
    }

    protected override void WriteRow(int ordinal, ReadOnlySpan<float> row)
    {
        Rows.Write(ordinal, row);
        _codes.Encode(ordinal, row);
    }

    protected override void Link(int ordinal, WalkScratch scratch)
        => HnswGraphBuilder<CodeNodes<RowCodec<TDistance>, RowScorer<TDistance>>, RowScorer<TDistance>>.Link(
            Graph, Nodes, ordinal, Schema.Hnsw.EfConstruction, scratch);

    protected override void LinkAbove(int ordinal, WalkScratch scratch)
        => HnswGraphBuilder<CodeNodes<RowCodec<TDistance>, RowScorer<TDistance>>, RowScorer<TDistance>>.LinkAbove(
            Graph, Nodes, ordinal, Schema.Hnsw.EfConstruction, scratch);

    protected override void Repair(int ordinal, OrdinalSet going, List<BackLink> backLinks, WalkScratch scratch)
        => HnswGraphRepair<CodeNodes<RowCodec<TDistance>, RowScorer<TDistance>>, RowScorer<TDistance>>.Repair(
            Graph, Nodes, ordinal, going, Schema.Hnsw.EfConstruction, backLinks, scratch);

    protected override void LinkBack(in BackLink link, WalkScratch scratch)
        => HnswGraphRepair<CodeNodes<RowCodec<TDistance>, RowScorer<TDistance>>, RowScorer<TDistance>>.LinkBack(
            Graph, Nodes, link, scratch);

    protected override void Reattach(int ordinal, WalkScratch scratch)
        => HnswGraphRepair<CodeNodes<RowCodec<TDistance>, RowScorer<TDistance>>, RowScorer<TDistance>>.Reattach(
            Graph, Nodes, ordinal, Schema.Hnsw.EfConstruction, scratch);

    private CodeNodes<RowCodec<TDistance>, RowScorer<TDistance>> Nodes => new(Graph, _codec);

    private long CodeBytesOf(int nodes) => _codes.BytesOf(nodes) + _blocks.BytesOf(nodes);

    private void UpdateBlocks(int ordinal)
    {
        int* links = Graph.Links(ordinal, 0);
        _blocks.Update(ordinal, new ReadOnlySpan<int>(links + 1, *links));
    }

    private QueryTables TablesOf(float* query, WalkScratch scratch)
        => QueryTables.Of(
            _codes.Rotation,
            _layout,
            new ReadOnlySpan<float>(query, Schema.Dimension),
            scratch.State(QueryTables.StateBytes(_layout)));

    /// <summary>The node where the walk on layer 0 starts. The upper layers are few nodes, and compared by their rows.</summary>
    private bool TryDescend(float* query, out int start)
    {
        if (!Graph.TryGetEntry(out start, out int level))
        {
            return false;
        }

        RowScorer<TDistance> scorer = _codec.OfRow(query, state: null);
        Neighbor nearest = new(scorer.Distance(Graph.Code(start)), start);
        start = HnswWalk<RowScorer<TDistance>>.Descend(Graph, scorer, nearest, level, toLayer: 1).Ordinal;
        return true;
    }

    private void Rescore<TFilter>(float* query, int ef, int limit, TFilter visible, WalkScratch scratch)
        where TFilter : struct, IOrdinalFilter
        => Rescorer<TDistance>.Rescore(Rows, query, QuantizationKind.NeighborCodes, ef, limit, visible, scratch);
}
