using System.Buffers;
using System.Collections.Concurrent;
using Vectorizer.Engine.Examples;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Quantization;
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

    /// <param name="schema">A field that <see cref="Check"/> lets pass.</param>
    /// <param name="codeBytes">Bytes of what a node's record begins with.</param>
    /// <param name="rowsAreCodes">Whether that is the row itself.</param>
    /// <param name="file">Where rows go otherwise; null for memory. Belongs to the index.</param>
    /// <param name="leaving">The ordinals of points that have been ended: no new link leads to them.</param>
    protected VectorIndex(VectorFieldSchema schema, int codeBytes, bool rowsAreCodes, IRowFile? file, OrdinalSet leaving)
    {
        Schema = schema;
        RowsAreCodes = rowsAreCodes;
        Graph = new HnswGraph(codeBytes, schema.Hnsw) { Leaving = leaving };
        Rows = rowsAreCodes ? RowStore.InRecords(schema.Dimension, Graph.Records)
            : file is null ? RowStore.InMemory(schema.Dimension)
            : RowStore.InFile(schema.Dimension, file);
    }

    /// <summary>Dimension, metric, parameters.</summary>
    public VectorFieldSchema Schema { get; }

    /// <summary>Codes and links.</summary>
    public HnswGraph Graph { get; }

    /// <summary>The floats.</summary>
    public RowStore Rows { get; }

    /// <summary>Points whose vector is zero under cosine: it has no direction, so they lie farther than all others.</summary>
    public OrdinalList ZeroRows { get; } = new();

    /// <summary>Refuses a field that cannot be.</summary>
    /// <exception cref="ArgumentException">The message says why.</exception>
    public static void Check(VectorFieldSchema schema, bool hasRowFiles)
    {
        if (schema.Metric is < Metric.Cosine or > Metric.Manhattan)
        {
            throw new ArgumentOutOfRangeException(nameof(schema), schema.Metric, "unknown metric");
        }

        if (schema.Quantization is not { } quantization)
        {
            return;
        }

        if (quantization.Kind is < QuantizationKind.Scalar or > QuantizationKind.NeighborCodes)
        {
            throw new ArgumentOutOfRangeException(nameof(schema), quantization.Kind, "unknown quantization");
        }

        if (quantization.OnDisk && !hasRowFiles)
        {
            throw new ArgumentException("A field keeps its rows on disk, and nobody creates a file for them.", nameof(schema));
        }

        if (quantization.Kind == QuantizationKind.Binary && schema.Metric == Metric.Manhattan)
        {
            throw new ArgumentException(
                "The metric manhattan and the quantization binary do not go together: sums of absolute differences do not follow "
                    + "from signs. Use the quantization scalar, or another metric.",
                nameof(schema));
        }

        if (quantization is { Kind: QuantizationKind.NeighborCodes, OnDisk: true })
        {
            throw new ArgumentException("A field with neighbour codes keeps its rows in memory, where its walks begin.", nameof(schema));
        }

        if (quantization.Kind == QuantizationKind.NeighborCodes && schema.Metric == Metric.Manhattan)
        {
            throw new ArgumentException(
                "Neighbour codes tell products of vectors, from which the metric manhattan does not follow.", nameof(schema));
        }
    }

    /// <summary>The index for a metric and a quantization.</summary>
    /// <param name="schema">A field that <see cref="Check"/> lets pass.</param>
    /// <param name="file">Where its rows go; null for memory. Belongs to the index.</param>
    /// <param name="leaving">The ordinals of points that have been ended: no new link leads to them.</param>
    public static VectorIndex Create(VectorFieldSchema schema, IRowFile? file, OrdinalSet leaving)
        => (schema.Metric, schema.Quantization?.Kind) switch
        {
            (Metric.Cosine, QuantizationKind.NeighborCodes) => new NeighborCodesIndex<CosineDistance>(schema, leaving),
            (Metric.Euclidean, QuantizationKind.NeighborCodes) => new NeighborCodesIndex<EuclideanDistance>(schema, leaving),
            (Metric.Dot, QuantizationKind.NeighborCodes) => new NeighborCodesIndex<DotDistance>(schema, leaving),
            (Metric.Cosine, QuantizationKind.Binary) => CreateBinary<CosineDistance, BinaryCosine>(schema, file, leaving),
            (Metric.Euclidean, QuantizationKind.Binary) => CreateBinary<EuclideanDistance, BinaryEuclidean>(schema, file, leaving),
            (Metric.Dot, QuantizationKind.Binary) => CreateBinary<DotDistance, BinaryDot>(schema, file, leaving),
            (Metric.Cosine, _) => Create<CosineDistance, ScalarCosine>(schema, file, leaving),
            (Metric.Euclidean, _) => Create<EuclideanDistance, ScalarEuclidean>(schema, file, leaving),
            (Metric.Dot, _) => Create<DotDistance, ScalarDot>(schema, file, leaving),
            _ => Create<ManhattanDistance, ScalarManhattanCodec, ScalarManhattanScorer>(
                schema, new ScalarManhattanCodec(schema.Dimension), file, leaving),
        };

    /// <summary>Physical memory of the floats.</summary>
    public long RowMemory => RowsAreCodes ? Graph.CodeMemory : Rows.BytesOf(Graph.Count);

    /// <summary>Physical memory of codes that stand for floats.</summary>
    public virtual long CodeMemory => RowsAreCodes ? 0 : Graph.CodeMemory;

    /// <summary>The physical memory that the index takes at most with so many nodes and records above layer 0.</summary>
    public virtual long BytesOf(int nodes, int upper) => Graph.BytesOf(nodes, upper) + Rows.BytesOf(nodes);

    /// <summary>Makes room for rows and nodes 0..<paramref name="count"/> − 1.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the index stays as it is.</exception>
    public void EnsureCapacity(int count)
    {
        Graph.EnsureCapacity(count);
        EnsureRowCapacity(count);
    }

    /// <summary>Fixes rows and graph as they are now, for whoever saves them.</summary>
    /// <param name="free">The ordinals that are free.</param>
    public GraphCapture Capture(OrdinalSet free) => new(Graph, Rows, free);

    /// <summary>Begins to fill the index, which is empty, with the nodes of a captured graph.</summary>
    /// <exception cref="InvalidDataException">Such a graph cannot be.</exception>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory.</exception>
    public GraphLoader Load(int count, int upperCount, int entry)
    {
        GraphLoader loader = new(Graph, Schema.Dimension, WriteRow, count, upperCount, entry);
        Graph.EnsureCapacity(count, upperCount);
        EnsureRowCapacity(count);
        return loader;
    }

    /// <summary>To be called when the loaded graph is complete: derives what follows from rows and links.</summary>
    public virtual void CompleteLoad(ParallelFor run)
    {
    }

    /// <summary>Adds the row of an ordinal; returns whether it must be linked. There must be room for it.</summary>
    /// <param name="ordinal">The next one, or one that is free.</param>
    /// <param name="vector">The vector as given, or empty for none.</param>
    public bool Add(int ordinal, ReadOnlySpan<float> vector)
    {
        if (vector.IsEmpty)
        {
            AddNode(ordinal, scale: 0, linkable: false);
            return false;
        }

        if (!Normalizes)
        {
            WriteRow(ordinal, vector);
            AddNode(ordinal, scale: 1, linkable: true);
            return true;
        }

        float[] rented = ArrayPool<float>.Shared.Rent(vector.Length);
        Span<float> row = rented.AsSpan(0, vector.Length);
        vector.CopyTo(row);
        double norm = VectorMath.Normalize(row);
        if (norm > 0)
        {
            WriteRow(ordinal, row);
        }

        ArrayPool<float>.Shared.Return(rented);
        return AddNodeOrZeroRow(ordinal, norm, linkable: norm > 0);
    }

    /// <summary>
    /// Adds the row of a point of this index, or of another one of the same schema, bit for bit; returns whether it must be
    /// linked. There must be room for it.
    /// </summary>
    /// <param name="ordinal">The next one, or one that is free.</param>
    /// <param name="source">The index of the point.</param>
    /// <param name="sourceOrdinal">The point's ordinal there.</param>
    /// <param name="hasVector">Whether the point has this field.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public bool AddCopy(int ordinal, VectorIndex source, int sourceOrdinal, bool hasVector)
    {
        if (!hasVector)
        {
            return Add(ordinal, []);
        }

        bool linkable = source.Graph.Level(sourceOrdinal) != HnswGraph.NoLevel;
        if (linkable)
        {
            CopyRow(ordinal, source.Rows, sourceOrdinal);
        }

        return AddNodeOrZeroRow(ordinal, source.Graph.Scale(sourceOrdinal), linkable);
    }

    /// <summary>Links an added node into the graph. Called by several threads at once.</summary>
    public void Link(int ordinal)
    {
        WalkScratch scratch = TakeScratch();
        Link(ordinal, scratch);
        _linkScratch.Add(scratch);
    }

    /// <summary>Links an added node on the layers above 0, where it is linked already. Called by several threads at once.</summary>
    public void LinkAbove(int ordinal)
    {
        WalkScratch scratch = TakeScratch();
        LinkAbove(ordinal, scratch);
        _linkScratch.Add(scratch);
    }

    /// <summary>
    /// Replaces the links of a node that lead to nodes which are to be taken out of the graph. Called by several threads at
    /// once, each for another node, while nobody links.
    /// </summary>
    /// <param name="ordinal">A node that stays for now.</param>
    /// <param name="going">The nodes that no link shall lead to. All of them are leaving.</param>
    /// <param name="backLinks">Gets what <see cref="LinkBack(List{BackLink})"/> is to be told afterwards.</param>
    public void Repair(int ordinal, OrdinalSet going, List<BackLink> backLinks)
    {
        WalkScratch scratch = TakeScratch();
        Repair(ordinal, going, backLinks, scratch);
        _linkScratch.Add(scratch);
    }

    /// <summary>Offers links back to nodes that were repaired. Called by several threads at once, while none repairs.</summary>
    public void LinkBack(List<BackLink> backLinks)
    {
        WalkScratch scratch = TakeScratch();
        foreach (BackLink link in backLinks)
        {
            LinkBack(link, scratch);
        }

        _linkScratch.Add(scratch);
    }

    /// <summary>Gives a node that no other links to a way in. Nobody links or repairs meanwhile.</summary>
    public void Reattach(int ordinal)
    {
        WalkScratch scratch = TakeScratch();
        Reattach(ordinal, scratch);
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

        Rows.Copy(ordinal, destination);
        if (Normalizes)
        {
            VectorMath.Scale(destination[..Schema.Dimension], Graph.Scale(ordinal), destination);
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

    /// <summary>
    /// Leaves the nearest nodes in the pool that <see cref="Found"/> returns; those that a reader at the sequence does not
    /// see may be among them.
    /// </summary>
    /// <param name="query">A padded row.</param>
    /// <param name="ef">Candidates weighed.</param>
    /// <param name="limit">Nodes wanted.</param>
    /// <param name="visible">What the reader sees.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <param name="cancellationToken">Ends the walk early.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public abstract void Search(
        float* query, int ef, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken);

    /// <summary>As <see cref="Search"/>, but the candidates are nodes that the reader sees.</summary>
    public abstract void SearchVisible(
        float* query, int ef, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken);

    /// <summary>Where the walks leave what they have found: by exact distances, also where they read codes.</summary>
    public CandidatePool Found(WalkScratch scratch) => Schema.Quantization is null ? scratch.Pool : scratch.Rescored;

    /// <summary>Leaves the nearest visible nodes in the scratch's pool, found by comparing with every one.</summary>
    public abstract void SearchExact(
        float* query, int limit, VisibleAt visible, WalkScratch scratch, CancellationToken cancellationToken);

    /// <summary>Compares with every match, and returns the pool where the nearest are then.</summary>
    /// <param name="query">A padded row.</param>
    /// <param name="ef">Candidates weighed, where codes are compared first.</param>
    /// <param name="limit">Matches wanted.</param>
    /// <param name="matches">What may be found.</param>
    /// <param name="byRows">Compares floats and nothing else, so that the answer is exact.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <param name="cancellationToken">Ends the scan early.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public abstract CandidatePool ScanMatches(
        float* query, int ef, int limit, MatchSet matches, bool byRows, WalkScratch scratch, CancellationToken cancellationToken);

    /// <summary>Measures by floats how far points are from the nearest positive and the nearest negative of several examples.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="ordinals">The points, each with a node.</param>
    /// <param name="toPositive">Gets a distance for each point; infinite without positive examples.</param>
    /// <param name="toNegative">Gets a distance for each point; infinite without negative examples.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public abstract void Measure(
        ExampleRows examples, ReadOnlySpan<int> ordinals, Span<float> toPositive, Span<float> toNegative, WalkScratch scratch);

    /// <summary>Walks over the matches, and returns the pool where the nearest are then; null where a scan costs less.</summary>
    /// <param name="query">A padded row.</param>
    /// <param name="ef">Candidates that a search without a filter would weigh.</param>
    /// <param name="limit">Matches wanted.</param>
    /// <param name="matches">What may be found.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <param name="outcome">What was done.</param>
    /// <param name="cancellationToken">Ends the walk early.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public abstract CandidatePool? WalkMatches(
        float* query,
        int ef,
        int limit,
        MatchSet matches,
        WalkScratch scratch,
        out MatchWalkOutcome outcome,
        CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="Search"/>, but the candidates are nodes that are accepted when the walk comes to them. It ends early where
    /// the scratch's effort is exceeded.
    /// </summary>
    public abstract void SearchAccepted(
        float* query, int ef, int limit, CheckedPoints filter, WalkScratch scratch, CancellationToken cancellationToken);

    /// <summary>Frees everything.</summary>
    public virtual void Dispose()
    {
        Graph.Dispose();
        Rows.Dispose();
    }

    /// <summary>Whether the records of the graph hold the rows.</summary>
    protected bool RowsAreCodes { get; }

    /// <summary>Makes room for rows 0..<paramref name="count"/> − 1, and for what is kept of them besides the graph.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the rows there are stay as they are.</exception>
    protected virtual void EnsureRowCapacity(int count) => Rows.EnsureCapacity(count);

    /// <summary>Keeps the floats of an ordinal, and its code in the graph. There must be room for it.</summary>
    protected abstract void WriteRow(int ordinal, ReadOnlySpan<float> row);

    protected abstract void Link(int ordinal, WalkScratch scratch);

    protected abstract void LinkAbove(int ordinal, WalkScratch scratch);

    protected abstract void Repair(int ordinal, OrdinalSet going, List<BackLink> backLinks, WalkScratch scratch);

    protected abstract void LinkBack(in BackLink link, WalkScratch scratch);

    protected abstract void Reattach(int ordinal, WalkScratch scratch);

    private static VectorIndex Create<TDistance, TScalar>(VectorFieldSchema schema, IRowFile? file, OrdinalSet leaving)
        where TDistance : struct, IDistance
        where TScalar : struct, IScalarMetric
        => Create<TDistance, ScalarCodec<TScalar>, ScalarScorer<TScalar>>(
            schema, new ScalarCodec<TScalar>(schema.Dimension), file, leaving);

    private static VectorIndex Create<TDistance, TScalarCodec, TScalarScorer>(
        VectorFieldSchema schema, TScalarCodec scalar, IRowFile? file, OrdinalSet leaving)
        where TDistance : struct, IDistance
        where TScalarCodec : struct, IRowCodec<TScalarScorer>
        where TScalarScorer : struct, IScorer
        => schema.Quantization?.Kind switch
        {
            QuantizationKind.Scalar => new CodedVectorIndex<TDistance, TScalarCodec, TScalarScorer>(schema, scalar, file, leaving),
            _ => new CodedVectorIndex<TDistance, RowCodec<TDistance>, RowScorer<TDistance>>(
                schema, new RowCodec<TDistance>(RowStore.StrideOf(schema.Dimension)), file, leaving),
        };

    private static VectorIndex CreateBinary<TDistance, TBinary>(VectorFieldSchema schema, IRowFile? file, OrdinalSet leaving)
        where TDistance : struct, IDistance
        where TBinary : struct, IBinaryMetric
        => new CodedVectorIndex<TDistance, BinaryCodec<TBinary>, BinaryScorer<TBinary>>(
            schema, new BinaryCodec<TBinary>(schema.Dimension), file, leaving);

    private void CopyRow(int ordinal, RowStore source, int sourceOrdinal)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(Schema.Dimension);
        try
        {
            source.Copy(sourceOrdinal, rented);
            WriteRow(ordinal, rented.AsSpan(0, Schema.Dimension));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private bool AddNodeOrZeroRow(int ordinal, double scale, bool linkable)
    {
        AddNode(ordinal, scale, linkable);
        if (!linkable)
        {
            ZeroRows.Add(ordinal);
        }

        return linkable;
    }

    private void AddNode(int ordinal, double scale, bool linkable)
    {
        if (ordinal == Graph.Count)
        {
            Graph.Add(scale, linkable);
        }
        else
        {
            Graph.Reuse(ordinal, scale, linkable);
        }
    }

    private WalkScratch TakeScratch() => _linkScratch.TryTake(out WalkScratch? scratch) ? scratch : new WalkScratch();
}

