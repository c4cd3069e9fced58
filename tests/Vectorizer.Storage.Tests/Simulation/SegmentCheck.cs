using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>Compares an index with the points that it must hold, and filters on them with what the points say.</summary>
internal static class SegmentCheck
{
    /// <exception cref="ModelException">They differ.</exception>
    public static void Compare(SegmentIndex index, IReadOnlyDictionary<string, SegmentPoint> expected, int values)
    {
        using SegmentReader reader = index.OpenReader();
        Dictionary<string, SegmentPoint> found = [];
        float[] vector = new float[2];
        foreach (int ordinal in reader.List(default, expected.Count + 1, out _))
        {
            reader.CopyVector(0, ordinal, vector);
            found.Add(
                Encoding.UTF8.GetString(reader.Id(ordinal)),
                new SegmentPoint(vector[0], SegmentStep.MembersOf(reader.Payload(ordinal)), reader.SequenceOf(ordinal)));
        }

        foreach (string id in expected.Keys.Union(found.Keys))
        {
            (string must, string is_) = (Describe(expected, id), Describe(found, id));
            if (must != is_)
            {
                throw new ModelException($"{id} is {is_}; it must be {must}");
            }
        }

        for (int value = 0; value < values; value++)
        {
            int least = value;
            CompareMatches(reader, new MatchAnyExpression(PayloadPath.Parse("kind"), new MatchValues([], [value])), point => point.Value("kind") == least);
            CompareMatches(
                reader,
                new NumberRangeExpression(PayloadPath.Parse("rank"), new Bounds<ExactNumber>(null, new ExactNumber(value), null, null)),
                point => point.Value("rank") >= least);
        }

        void CompareMatches(SegmentReader searched, FilterExpression filter, Func<SegmentPoint, bool> matches)
        {
            ReadOnlySpan<int> ordinals = searched.ListMatching(filter, [], expected.Count + 1, out _, TestContext.Current.CancellationToken);
            List<string> ids = [];
            foreach (int ordinal in ordinals)
            {
                ids.Add(Encoding.UTF8.GetString(searched.Id(ordinal)));
            }

            ids.Sort(StringComparer.Ordinal);
            string[] must = [.. expected.Where(point => matches(point.Value)).Select(point => point.Key).Order(StringComparer.Ordinal)];
            if (!ids.SequenceEqual(must))
            {
                throw new ModelException($"{filter.GetType().Name} finds {string.Join(' ', ids)}; it must find {string.Join(' ', must)}");
            }
        }
    }

    private static string Describe(IReadOnlyDictionary<string, SegmentPoint> points, string id)
        => points.TryGetValue(id, out SegmentPoint? point) ? point.ToString() : "not there";
}
