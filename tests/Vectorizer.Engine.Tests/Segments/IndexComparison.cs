using System.Runtime.InteropServices;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>What tells two indexes apart that should show the same: an empty list if nothing does.</summary>
internal static class IndexComparison
{
    private const int Queries = 5;
    private const int PageSize = 37;

    public static List<string> Differences(SegmentIndex x, SegmentIndex y, Random random)
    {
        using SegmentReader ofX = x.OpenReader();
        using SegmentReader ofY = y.OpenReader();
        List<string> differences = [];
        Expect(differences, "sequence", x.VisibleSequence, y.VisibleSequence);
        Expect(differences, "count", x.PointCount, y.PointCount);

        List<string> ids = ListAll(ofX);
        List<string> idsOfY = ListAll(ofY);
        if (!ids.SequenceEqual(idsOfY))
        {
            differences.Add($"ids only in one: {string.Join(' ', ids.Except(idsOfY).Concat(idsOfY.Except(ids)).Order())}");
        }

        foreach (string id in ids.Intersect(idsOfY))
        {
            ComparePoint(differences, id, (x, ofX), (y, ofY));
        }

        for (int field = 0; field < x.Fields.Length; field++)
        {
            for (int i = 0; i < Queries; i++)
            {
                float[] query = SegmentIndexModelTests.RandomVector(random, x.Fields[field].Dimension);
                int limit = random.Next(1, x.PointCount + 2);
                Expect(differences, $"search in field {field}", Search(ofX, field, query, limit), Search(ofY, field, query, limit));
            }
        }

        foreach (VectorIndex field in y.Indexes.ToArray())
        {
            differences.AddRange(HnswGraphValidator.Validate(field.Graph));
        }

        return differences;
    }

    public static List<string> ListAll(SegmentReader reader)
    {
        List<string> ids = [];
        byte[] after = [];
        bool more = true;
        while (more)
        {
            foreach (int ordinal in reader.List(after, PageSize, out more).ToArray())
            {
                after = reader.Id(ordinal).ToArray();
                ids.Add(Encoding.UTF8.GetString(after));
            }
        }

        return ids;
    }

    private static void ComparePoint(
        List<string> differences, string id, (SegmentIndex Index, SegmentReader Reader) x, (SegmentIndex Index, SegmentReader Reader) y)
    {
        x.Reader.TryFind(Encoding.UTF8.GetBytes(id), out int ofX);
        y.Reader.TryFind(Encoding.UTF8.GetBytes(id), out int ofY);
        Expect(differences, $"sequence of {id}", x.Reader.SequenceOf(ofX), y.Reader.SequenceOf(ofY));
        Expect(differences, $"fields of {id}", x.Reader.Fields(ofX), y.Reader.Fields(ofY));
        Expect(
            differences,
            $"payload of {id}",
            Convert.ToHexString(x.Reader.Payload(ofX)),
            Convert.ToHexString(y.Reader.Payload(ofY)));
        for (int field = 0; field < x.Index.Fields.Length; field++)
        {
            VectorIndex indexOfX = x.Index.Indexes[field];
            VectorIndex indexOfY = y.Index.Indexes[field];
            Expect(
                differences,
                $"row {field} of {id}",
                Bits(RowOf(indexOfX, ofX)),
                Bits(RowOf(indexOfY, ofY)));
            Expect(
                differences,
                $"scale {field} of {id}",
                BitConverter.DoubleToInt64Bits(indexOfX.Graph.Scale(ofX)),
                BitConverter.DoubleToInt64Bits(indexOfY.Graph.Scale(ofY)));
        }
    }

    private static float[] RowOf(VectorIndex index, int ordinal)
    {
        float[] row = new float[index.Rows.Dimension];
        if (index.Graph.Level(ordinal) != HnswGraph.NoLevel)
        {
            index.Rows.Copy(ordinal, row);
        }

        return row;
    }

    private static string Bits(ReadOnlySpan<float> row) => Convert.ToHexString(MemoryMarshal.AsBytes(row));

    // Equal distances come in order of the ordinals, which differ: in order of the ids here, and without a last one, of which
    // there may be more behind the limit.
    private static string Search(SegmentReader reader, int field, float[] query, int limit)
    {
        List<(float Distance, string Id)> hits = [];
        foreach (Neighbor hit in reader.SearchExact(field, query, limit, CancellationToken.None))
        {
            hits.Add((hit.Distance, Encoding.UTF8.GetString(reader.Id(hit.Ordinal))));
        }

        float last = hits.Count > 0 ? hits[^1].Distance : 0;
        return string.Join(' ', hits
            .OrderBy(hit => hit.Distance)
            .ThenBy(hit => hit.Id, StringComparer.Ordinal)
            .Select(hit => $"{(hit.Distance < last ? hit.Id : "")}:{BitConverter.SingleToInt32Bits(hit.Distance):x}"));
    }

    private static void Expect<T>(List<string> differences, string what, T x, T y)
    {
        if (!EqualityComparer<T>.Default.Equals(x, y))
        {
            differences.Add($"{what}: {x} / {y}");
        }
    }
}
