using System.Buffers;
using Vectorizer.Engine.Examples;
using Vectorizer.Engine.Exact;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>A <see cref="VectorIndex"/> for one metric and one way to keep rows in the graph.</summary>
/// <typeparam name="TDistance">The metric over floats.</typeparam>
/// <typeparam name="TCodec">What walks read of a row.</typeparam>
/// <typeparam name="TScorer">How they compare it.</typeparam>
internal sealed unsafe class CodedVectorIndex<TDistance, TCodec, TScorer>(
    VectorFieldSchema schema, TCodec codec, IRowFile? file, OrdinalSet leaving)
    : VectorIndex(schema, codec.CodeBytes, rowsAreCodes: schema.Quantization is null, file, leaving)
    where TDistance : struct, IDistance
    where TCodec : struct, IRowCodec<TScorer>
    where TScorer : struct, IScorer
{
    public override bool Normalizes => TDistance.Normalizes;

    public override void Search(
        float* query, int ef, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
    {
        HnswSearcher<TScorer>.Search(Graph, ScorerOf(query, scratch), ef, scratch, cancellationToken);
        Rescore(query, ef, limit, visible, scratch);
    }

    public override void SearchVisible(
        float* query, int ef, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
    {
        HnswFilteredSearcher<TScorer, VisibleAt>.Search(
            Graph, ScorerOf(query, scratch), ef, visible, scratch, cancellationToken);
        Rescore(query, ef, limit, visible, scratch);
    }

    public override void SearchExact(
        float* query, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
        => ExactSearcher<TDistance, VisibleAt>.Search(Graph, Rows, query, limit, visible, scratch, cancellationToken);

    public override CandidatePool ScanMatches(
        float* query, int ef, int limit, MatchSet matches, bool byRows, WalkScratch scratch, CancellationToken cancellationToken)
    {
        MatchCursor cursor = new(matches, Graph, scored: null);
        if (byRows || RowsAreCodes || matches.Count <= MostScannedByRows(ef, limit))
        {
            scratch.Pool.Reset(limit);
            MatchRows<TDistance>.Scan(Rows, query, cursor, scratch, cancellationToken);
            return scratch.Pool;
        }

        scratch.Pool.Reset(ef);
        MatchScanner<TScorer>.Scan(
            Graph.Records, Graph.CodeBytes, ScorerOf(query, scratch), cursor, scratch, cancellationToken);
        Rescore(query, ef, limit, default(AnyOrdinal), scratch);
        return Found(scratch);
    }

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
        outcome = HnswMatchSearcher<TScorer>.Search(Graph, ScorerOf(query, scratch), ef, matches, scratch, cancellationToken);
        if (outcome == MatchWalkOutcome.None)
        {
            return null;
        }

        // What the walk has weighed beyond ef it needed to find its way among the matches.
        Rescore(query, scratch.Pool.Count, limit, default(AnyOrdinal), scratch);
        return Found(scratch);
    }

    public override void SearchAccepted(
        float* query, int ef, int limit, CheckedPoints filter, WalkScratch scratch, CancellationToken cancellationToken)
    {
        HnswFilteredSearcher<TScorer, CheckedPoints>.Search(
            Graph, ScorerOf(query, scratch), ef, filter, scratch, cancellationToken);
        Rescore(query, ef, limit, default(AnyOrdinal), scratch);
    }

    protected override void WriteRow(int ordinal, ReadOnlySpan<float> row)
    {
        Rows.Write(ordinal, row);
        if (RowsAreCodes)
        {
            // The row lies in the record; it is the code.
            return;
        }

        float[] rented = ArrayPool<float>.Shared.Rent(Rows.Stride);
        Span<float> padded = rented.AsSpan(0, Rows.Stride);
        row.CopyTo(padded);
        padded[row.Length..].Clear();
        fixed (float* floats = padded)
        {
            codec.Encode(floats, Graph.Code(ordinal));
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    protected override void Link(int ordinal, WalkScratch scratch)
    {
        if (TCodec.LinksByRows)
        {
            HnswGraphBuilder<RowNodes<TDistance, TCodec, TScorer>, TScorer>.Link(
                Graph, NodesByRows, ordinal, Schema.Hnsw.EfConstruction, scratch);
        }
        else
        {
            HnswGraphBuilder<CodeNodes<TCodec, TScorer>, TScorer>.Link(
                Graph, NodesByCodes, ordinal, Schema.Hnsw.EfConstruction, scratch);
        }
    }

    protected override void LinkAbove(int ordinal, WalkScratch scratch)
    {
        if (TCodec.LinksByRows)
        {
            HnswGraphBuilder<RowNodes<TDistance, TCodec, TScorer>, TScorer>.LinkAbove(
                Graph, NodesByRows, ordinal, Schema.Hnsw.EfConstruction, scratch);
        }
        else
        {
            HnswGraphBuilder<CodeNodes<TCodec, TScorer>, TScorer>.LinkAbove(
                Graph, NodesByCodes, ordinal, Schema.Hnsw.EfConstruction, scratch);
        }
    }

    protected override void Repair(int ordinal, OrdinalSet going, List<BackLink> backLinks, WalkScratch scratch)
    {
        if (TCodec.LinksByRows)
        {
            HnswGraphRepair<RowNodes<TDistance, TCodec, TScorer>, TScorer>.Repair(
                Graph, NodesByRows, ordinal, going, Schema.Hnsw.EfConstruction, backLinks, scratch);
        }
        else
        {
            HnswGraphRepair<CodeNodes<TCodec, TScorer>, TScorer>.Repair(
                Graph, NodesByCodes, ordinal, going, Schema.Hnsw.EfConstruction, backLinks, scratch);
        }
    }

    protected override void LinkBack(in BackLink link, WalkScratch scratch)
    {
        if (TCodec.LinksByRows)
        {
            HnswGraphRepair<RowNodes<TDistance, TCodec, TScorer>, TScorer>.LinkBack(Graph, NodesByRows, link, scratch);
        }
        else
        {
            HnswGraphRepair<CodeNodes<TCodec, TScorer>, TScorer>.LinkBack(Graph, NodesByCodes, link, scratch);
        }
    }

    protected override void Reattach(int ordinal, WalkScratch scratch)
    {
        if (TCodec.LinksByRows)
        {
            HnswGraphRepair<RowNodes<TDistance, TCodec, TScorer>, TScorer>.Reattach(
                Graph, NodesByRows, ordinal, Schema.Hnsw.EfConstruction, scratch);
        }
        else
        {
            HnswGraphRepair<CodeNodes<TCodec, TScorer>, TScorer>.Reattach(
                Graph, NodesByCodes, ordinal, Schema.Hnsw.EfConstruction, scratch);
        }
    }

    private RowNodes<TDistance, TCodec, TScorer> NodesByRows => new(Rows, codec);

    private CodeNodes<TCodec, TScorer> NodesByCodes => new(Graph, codec);

    private TScorer ScorerOf(float* query, WalkScratch scratch) => codec.OfRow(query, scratch.State(codec.StateBytes));

    // As many rows as would be weighed again anyway; in memory as many as a small segment is searched by.
    private int MostScannedByRows(int ef, int limit)
        => Rows.IsInMemory ? SegmentReader.ExactRowsPerCandidate * ef : Rescorer<TDistance>.CountFor(Schema.Quantization!.Kind, ef, limit);

    private void Rescore<TFilter>(float* query, int ef, int limit, TFilter visible, WalkScratch scratch)
        where TFilter : struct, IOrdinalFilter
    {
        if (Schema.Quantization is { } quantization)
        {
            Rescorer<TDistance>.Rescore(Rows, query, quantization.Kind, ef, limit, visible, scratch);
        }
    }
}
