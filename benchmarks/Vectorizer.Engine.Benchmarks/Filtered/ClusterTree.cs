using System.Numerics.Tensors;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>Clusters of clusters of vectors of length 1: each level divides every cluster of the one above by k-means.</summary>
/// <remarks>
/// Labels of a level are those of the level above times the number of parts, plus the number of the part. Whole levels of 10,000
/// clusters would take an hour by k-means at once.
/// </remarks>
internal sealed class ClusterTree
{
    private const int Rounds = 6;
    private const int Seed = 20_130_801;

    private readonly int _parts;
    private readonly int _dimension;
    private readonly List<int[]> _labels = [];

    // Of each level, all centres of a cluster's parts behind those of the cluster before it. Zeros for parts of nothing.
    private readonly List<float[]> _centres = [];

    public ClusterTree(float[] rows, int dimension, int rowCount, int parts, int levels)
    {
        _parts = parts;
        _dimension = dimension;
        float[] unit = Unit(rows, dimension, rowCount);
        int[][] members = [[.. Enumerable.Range(0, rowCount)]];
        for (int level = 0; level < levels; level++)
        {
            float[] centres = new float[members.Length * parts * dimension];
            int[] labels = new int[rowCount];
            Parallel.For(0, members.Length, cluster => Divide(
                unit, members[cluster], centres.AsSpan(cluster * parts * dimension, parts * dimension), labels, cluster * parts));
            _centres.Add(centres);
            _labels.Add(labels);
            members = [.. Enumerable.Range(0, members.Length * parts).Select(_ => Array.Empty<int>())];
            foreach (IGrouping<int, int> cluster in Enumerable.Range(0, rowCount).GroupBy(row => labels[row]))
            {
                members[cluster.Key] = [.. cluster];
            }
        }
    }

    /// <summary>The label of each row on a level.</summary>
    public int[] LabelsOf(int level) => _labels[level];

    /// <summary>The cluster on a level to which one comes from a vector by going to the nearest part each time, or to the farthest.</summary>
    public int Find(ReadOnlySpan<float> vector, int level, bool farthest)
    {
        float[] unit = Unit(vector, _dimension, 1);
        int label = 0;
        for (int i = 0; i <= level; i++)
        {
            int best = -1;
            float bestProduct = 0;
            for (int part = label * _parts; part < (label + 1) * _parts; part++)
            {
                ReadOnlySpan<float> centre = _centres[i].AsSpan(part * _dimension, _dimension);
                float product = TensorPrimitives.Dot(centre, unit) * (farthest ? -1 : 1);
                if (centre.ContainsAnyExcept(0f) && (best < 0 || product > bestProduct))
                {
                    (best, bestProduct) = (part, product);
                }
            }

            // A cluster of nothing has no parts.
            label = best < 0 ? label * _parts : best;
        }

        return label;
    }

    private void Divide(float[] unit, int[] members, Span<float> centres, int[] labels, int firstLabel)
    {
        Random random = new(Seed + firstLabel);
        int parts = Math.Min(_parts, members.Length);
        for (int part = 0; part < parts; part++)
        {
            Row(unit, members[random.Next(members.Length)]).CopyTo(centres[(part * _dimension)..]);
        }

        for (int round = 0; round < Rounds; round++)
        {
            foreach (int row in members)
            {
                labels[row] = firstLabel + Nearest(Row(unit, row), centres[..(parts * _dimension)]);
            }

            centres.Clear();
            foreach (int row in members)
            {
                Span<float> centre = centres.Slice((labels[row] - firstLabel) * _dimension, _dimension);
                TensorPrimitives.Add(centre, Row(unit, row), centre);
            }

            for (int part = 0; part < parts; part++)
            {
                VectorMath.Normalize(centres.Slice(part * _dimension, _dimension));
            }
        }
    }

    private int Nearest(ReadOnlySpan<float> row, ReadOnlySpan<float> centres)
    {
        int best = 0;
        float bestProduct = float.NegativeInfinity;
        for (int part = 0; part * _dimension < centres.Length; part++)
        {
            float product = TensorPrimitives.Dot(centres.Slice(part * _dimension, _dimension), row);
            if (product > bestProduct)
            {
                (best, bestProduct) = (part, product);
            }
        }

        return best;
    }

    private ReadOnlySpan<float> Row(float[] unit, int row) => unit.AsSpan(row * _dimension, _dimension);

    private static float[] Unit(ReadOnlySpan<float> rows, int dimension, int count)
    {
        float[] unit = rows[..(count * dimension)].ToArray();
        for (int row = 0; row < count; row++)
        {
            VectorMath.Normalize(unit.AsSpan(row * dimension, dimension));
        }

        return unit;
    }
}
