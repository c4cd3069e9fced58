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
internal abstract unsafe class VectorIndex(VectorFieldSchema schema) : IDisposable
{
    private readonly ConcurrentBag<WalkScratch> _linkScratch = [];

    /// <summary>Dimension, metric, parameters.</summary>
    public VectorFieldSchema Schema { get; } = schema;

    /// <summary>Rows and links.</summary>
    public HnswGraph Graph { get; } = new(schema.Dimension, schema.Hnsw);

    /// <summary>Points whose vector is zero under cosine: it has no direction, so they lie farther than all others.</summary>
    public OrdinalList ZeroRows { get; } = new();

    /// <summary>The index for a metric.</summary>
    public static VectorIndex Create(VectorFieldSchema schema) => schema.Metric switch
    {
        Metric.Cosine => new VectorIndex<CosineDistance>(schema),
        Metric.Euclidean => new VectorIndex<EuclideanDistance>(schema),
        Metric.Dot => new VectorIndex<DotDistance>(schema),
        Metric.Manhattan => new VectorIndex<ManhattanDistance>(schema),
        _ => throw new ArgumentOutOfRangeException(nameof(schema), schema.Metric, "unknown metric"),
    };

    /// <summary>Adds the row of the next ordinal; returns whether it must be linked. There must be room for it.</summary>
    /// <param name="vector">The vector as given, or empty for none.</param>
    public bool Add(ReadOnlySpan<float> vector)
    {
        if (vector.IsEmpty)
        {
            Graph.Add([], scale: 0, linkable: false);
            return false;
        }

        if (!Normalizes)
        {
            Graph.Add(vector, scale: 1, linkable: true);
            return true;
        }

        int ordinal = Graph.Count;
        float[] rented = ArrayPool<float>.Shared.Rent(vector.Length);
        Span<float> row = rented.AsSpan(0, vector.Length);
        vector.CopyTo(row);
        double norm = VectorMath.Normalize(row);
        Graph.Add(row, norm, linkable: norm > 0);
        ArrayPool<float>.Shared.Return(rented);
        if (norm == 0)
        {
            ZeroRows.Add(ordinal);
        }

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

        int ordinal = Graph.Count;
        bool linkable = source.Graph.Level(sourceOrdinal) != HnswGraph.NoLevel;
        ReadOnlySpan<float> row = new(source.Graph.Row(sourceOrdinal), Schema.Dimension);
        Graph.Add(row, source.Graph.Scale(sourceOrdinal), linkable);
        if (!linkable)
        {
            ZeroRows.Add(ordinal);
        }

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
        ReadOnlySpan<float> row = new(Graph.Row(ordinal), Schema.Dimension);
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
    public void Dispose() => Graph.Dispose();

    protected abstract void Link(int ordinal, WalkScratch scratch);
}

/// <inheritdoc cref="VectorIndex"/>
internal sealed unsafe class VectorIndex<TDistance>(VectorFieldSchema schema) : VectorIndex(schema)
    where TDistance : struct, IDistance
{
    public override bool Normalizes => TDistance.Normalizes;

    public override void Search(float* query, int ef, WalkScratch scratch, CancellationToken cancellationToken)
        => HnswSearcher<TDistance>.Search(Graph, query, ef, scratch, cancellationToken);

    public override void SearchVisible(
        float* query, int ef, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
        => HnswFilteredSearcher<TDistance, VisibleAt>.Search(Graph, query, ef, visible, scratch, cancellationToken);

    public override void SearchExact(
        float* query, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken)
        => ExactSearcher<TDistance, VisibleAt>.Search(Graph, query, limit, visible, scratch.Pool, cancellationToken);

    protected override void Link(int ordinal, WalkScratch scratch)
        => HnswGraphBuilder<TDistance>.Link(Graph, ordinal, Schema.Hnsw.EfConstruction, scratch);
}
