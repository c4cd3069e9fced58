using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>The filters of the benchmark: shares from a half to a ten-thousandth, each in three ways.</summary>
internal static class Labelings
{
    private const int Seed = 20_130_801;

    private static readonly int[] s_labels = [2, 10, 100, 1_000, 10_000];

    /// <summary>
    /// Labels at random; clusters, of which a query asks for its own; and the same clusters, of which it asks for the one that lies
    /// farthest away.
    /// </summary>
    public static List<Labeling> Of(DataSet data)
    {
        // Two halves by themselves, then tens of tens.
        ClusterTree halves = new(data.Rows, data.Dimension, data.RowCount, parts: 2, levels: 1);
        ClusterTree tens = new(data.Rows, data.Dimension, data.RowCount, parts: 10, levels: s_labels.Length - 1);
        List<Labeling> labelings = [];
        for (int i = 0; i < s_labels.Length; i++)
        {
            double share = 1.0 / s_labels[i];
            Random random = new(Seed + i);
            labelings.Add(new Labeling(
                $"random{i}",
                "at random",
                share,
                [.. Enumerable.Range(0, data.RowCount).Select(_ => random.Next(s_labels[i]))],
                [.. Enumerable.Range(0, data.QueryCount).Select(_ => random.Next(s_labels[i]))]));
            (ClusterTree tree, int level) = i == 0 ? (halves, 0) : (tens, i - 1);
            foreach (bool farthest in (bool[])[false, true])
            {
                labelings.Add(new Labeling(
                    $"cluster{i}",
                    farthest ? "farthest cluster" : "own cluster",
                    share,
                    tree.LabelsOf(level),
                    [.. Enumerable.Range(0, data.QueryCount).Select(query => tree.Find(data.Query(query), level, farthest))]));
            }
        }

        return labelings;
    }
}
