using System.Buffers;
using System.Collections.Concurrent;
using Vectorizer.Engine.Exact;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>The rows and the graph of one vector field of a segment.</summary>
/// <remarks>
/// Ordinals are those of the segment's points, so that a point without this field, or with a zero vector under cosine,
/// has a node that no walk reaches. One thread adds; several link; any number search.
/// </remarks>
internal abstract unsafe class VectorIndex : IDisposable
{
    private readonly ConcurrentBag<WalkScratch> _linkScratch = [];

    protected VectorIndex(VectorFieldSchema schema, int codeBytes)
    {
        Schema = schema;
        Graph = new HnswGraph(codeBytes, schema.Hnsw);
        Rows = RowStore.InRecords(schema.Dimension, Graph.Records);
    }

    /// <summary>Dimension, metric, parameters.</summary>
    public VectorFieldSchema Schema { get; }

    /// <summary>Codes and links.</summary>
    public HnswGraph Graph { get; }

    /// <summary>The floats.</summary>
    public RowStore Rows { get; }

    /// <summary>Points whose vector is zero under cosine: it has no direction, so they lie farther than all others.</summary>
    public OrdinalList ZeroRows { get; } = new();

    /// <summary>The index for a metric.</summary>
    public static VectorIndex Create(VectorFieldSchema schema) => schema.Metric switch
    {
        Metric.Cosine => Create<CosineDistance>(schema),
        Metric.Euclidean => Create<EuclideanDistance>(schema),
        Metric.Dot => Create<DotDistance>(schema),
        Metric.Manhattan => Create<ManhattanDistance>(schema),
        _ => throw new ArgumentOutOfRangeException(nameof(schema), schema.Metric, "unknown metric"),
    };

    /// <summary>Physical memory of the floats.</summary>
    public long RowMemory => Graph.CodeMemory;

    /// <summary>Makes room for rows and nodes 0..<paramref name="count"/> − 1.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the index stays as it is.</exception>
    public void EnsureCapacity(int count)
    {
        Graph.EnsureCapacity(count);
        Rows.EnsureCapacity(count);
    }

    /// <summary>Fixes rows and graph as they are now, for whoever saves them.</summary>
    public GraphCapture Capture() => new(Graph, Rows);

    /// <summary>Begins to fill the index, which is empty, with the nodes of a captured graph.</summary>
    /// <exception cref="InvalidDataException">Such a graph cannot be.</exception>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory.</exception>
    public GraphLoader Load(int count, int upperCount, int entry)
    {
        GraphLoader loader = new(Graph, Schema.Dimension, WriteRow, count, upperCount, entry);
        Graph.EnsureCapacity(count, upperCount);
        Rows.EnsureCapacity(count);
        return loader;
    }

    /// <summary>Adds the row of the next ordinal; returns whether it must be linked. There must be room for it.</summary>
    /// <param name="vector">The vector as given, or empty for none.</param>
    public bool Add(ReadOnlySpan<float> vector)
    {
        if (vector.IsEmpty)
        {
            Graph.Add(scale: 0, linkable: false);
            return false;
        }

        if (!Normalizes)
        {
            WriteRow(Graph.Count, vector);
            Graph.Add(scale: 1, linkable: true);
            return true;
        }

        float[] rented = ArrayPool<float>.Shared.Rent(vector.Length);
        Span<float> row = rented.AsSpan(0, vector.Length);
        vector.CopyTo(row);
        double norm = VectorMath.Normalize(row);
        if (norm > 0)
        {
            WriteRow(Graph.Count, row);
        }

        ArrayPool<float>.Shared.Return(rented);
        AddNode(norm, linkable: norm > 0);
        return norm > 0;
    }

    /// <summary>
    /// Adds the row of a point of another index of the same schema as the row of the next ordinal, bit for bit; returns
    /// whether it must be linked. There must be room for it.
    /// </summary>
    /// <param name="source">The other index.</param>
    /// <param name="sourceOrdinal">The point's ordinal there.</param>
    /// <param name="hasVector">Whether the point has this field.</param>
    public bool AddCopy(VectorIndex source, int sourceOrdinal, bool hasVector)
    {
        if (!hasVector)
        {
            return Add([]);
        }

        bool linkable = source.Graph.Level(sourceOrdinal) != HnswGraph.NoLevel;
        if (linkable)
        {
            WriteRow(Graph.Count, new ReadOnlySpan<float>(source.Rows.Row(sourceOrdinal), Schema.Dimension));
        }

        AddNode(source.Graph.Scale(sourceOrdinal), linkable);
        return linkable;
    }

    /// <summary>Links an added node into the graph. Called by several threads at once.</summary>
    public void Link(int ordinal)
    {
        if (!_linkScratch.TryTake(out WalkScratch? scratch))
        {
            scratch = new WalkScratch();
        }

        Link(ordinal, scratch);
        _linkScratch.Add(scratch);
    }

    /// <summary>Copies the vector of a point as it was given, up to rounding where rows are normalised.</summary>
    public void CopyVector(int ordinal, Span<float> destination)
    {
        if (Graph.Level(ordinal) == HnswGraph.NoLevel)
        {
            destination.Clear();
            return;
        }

        ReadOnlySpan<float> row = new(Rows.Row(ordinal), Schema.Dimension);
        if (Normalizes)
        {
            VectorMath.Scale(row, Graph.Scale(ordinal), destination);
        }
        else
        {
            row.CopyTo(destination);
        }
    }

    /// <summary>Finds the zero rows of a graph that was loaded: living points that have the field and no place in it.</summary>
    public void FindZeroRows(PointTable points, int field, IEnumerable<int> withoutLevel)
    {
        foreach (int ordinal in withoutLevel)
        {
            if (!points.IsBlank(ordinal) && (points.Fields(ordinal) >> field & 1) != 0)
            {
                ZeroRows.Add(ordinal);
            }
        }
    }

    /// <summary>Whether rows are stored with length 1.</summary>
    public abstract bool Normalizes { get; }

    /// <summary>Leaves the nearest nodes in the scratch's pool. <paramref name="query"/> is a padded row.</summary>
    public abstract void Search(float* query, int ef, WalkScratch scratch, CancellationToken cancellationToken);

    /// <summary>Leaves the nearest nodes that a reader at the sequence sees in the scratch's pool.</summary>
    public abstract void SearchVisible(
        float* query, int ef, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken);

    /// <summary>Leaves the nearest visible nodes in the scratch's pool, found by comparing with every one.</summary>
    public abstract void SearchExact(
        float* query, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken);

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        Graph.Dispose();
        Rows.Dispose();
    }

    /// <summary>Keeps the floats of an ordinal, and its code in the graph. There must be room for it.</summary>
    protected abstract void WriteRow(int ordinal, ReadOnlySpan<float> row);

    protected abstract void Link(int ordinal, WalkScratch scratch);

    private static VectorIndex Create<TDistance>(VectorFieldSchema schema)
        where TDistance : struct, IDistance
        => new VectorIndex<TDistance, RowCodec<TDistance>, RowScorer<TDistance>>(
            schema, new RowCodec<TDistance>(RowStore.StrideOf(schema.Dimension)));

    private void AddNode(double scale, bool linkable)
    {
        int ordinal = Graph.Count;
        Graph.Add(scale, linkable);
        if (!linkable)
        {
            ZeroRows.Add(ordinal);
        }
    }
}

/// <inheritdoc cref="VectorIndex"/>
internal sealed unsafe class VectorIndex<TDistance, TCodec, TScorer>(VectorFieldSchema schema, TCodec codec)
    : VectorIndex(schema, codec.CodeBytes)
    where TDistance : struct, IDistance
    where TCodec : struct, IRowCodec<TScorer>
    where TScorer : struct, IScorer
{
    public override bool Normalizes => TDistance.Normalizes;

    public override void Search(float* query, int ef, WalkScratch scratch, CancellationToken cancellationToken)
        => HnswSearcher<TScorer>.Search(Graph, ScorerOf(query, scratch), ef, scratch, cancellationToken);

    public override void SearchVisible(
        float* query, int ef, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
        => HnswFilteredSearcher<TScorer, VisibleAt>.Search(
            Graph, ScorerOf(query, scratch), ef, visible, scratch, cancellationToken);

    public override void SearchExact(
        float* query, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
        => ExactSearcher<TDistance, VisibleAt>.Search(Graph, Rows, query, limit, visible, scratch.Pool, cancellationToken);

    protected override void WriteRow(int ordinal, ReadOnlySpan<float> row) => Rows.Write(ordinal, row);

    protected override void Link(int ordinal, WalkScratch scratch)
        => HnswGraphBuilder<CodeNodes<TCodec, TScorer>, TScorer>.Link(
            Graph, new CodeNodes<TCodec, TScorer>(Graph, codec), ordinal, Schema.Hnsw.EfConstruction, scratch);

    private TScorer ScorerOf(float* query, WalkScratch scratch) => codec.OfRow(query, scratch.State(codec.StateBytes));
}
