using System.Text;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>Points that tests store.</summary>
internal static class Points
{
    /// <summary>Points <c>p0</c>, <c>p1</c> … on a line: the number of each is every one of its floats.</summary>
    public static PointBatch OnALine(int count, int dimension = 4, string? payload = null)
    {
        PointBatchBuilder batch = new(count);
        for (int i = 0; i < count; i++)
        {
            batch.Add($"p{i}", [.. Enumerable.Repeat((float)i, dimension)], payload);
        }

        return batch.Build();
    }

    public static ByteStrings Ids(params IEnumerable<string> ids)
    {
        ByteStringsBuilder builder = new();
        foreach (string id in ids)
        {
            builder.Add(Encoding.UTF8.GetBytes(id));
        }

        return builder.Build();
    }

    public static string[] IdsOf(PointBatch points)
        => [.. Enumerable.Range(0, points.Count).Select(i => Encoding.UTF8.GetString(points.Ids[i].Span))];
}
