using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Tests.Snapshots;

/// <summary>All that a snapshot keeps of a segment, as lines: equal lines are equal segments.</summary>
internal static class SegmentText
{
    private const int LongestRowInFull = 16;

    public static string Of(SegmentIndex index, IEnumerable<SavedKey> keys)
    {
        using SegmentCapture capture = index.Capture();
        StringBuilder text = new();
        Line(text, $"segment  sequence={capture.Sequence} ordinals={capture.Count} points={capture.LiveCount}");
        for (int field = 0; field < capture.Fields.Length; field++)
        {
            VectorFieldSchema schema = capture.Fields[field];
            Line(text, $"field {field}  dimension={schema.Dimension} metric={schema.Metric} m={schema.Hnsw.M} ef_construction={schema.Hnsw.EfConstruction} upper={capture.Graphs[field].UpperCount} entry={capture.Graphs[field].Entry}");
        }

        for (int ordinal = 0; ordinal < capture.Count; ordinal++)
        {
            if (!capture.IsLive(ordinal))
            {
                Line(text, $"point {ordinal}  dead");
                continue;
            }

            ReadOnlySpan<byte> payload = capture.StoredPayload(ordinal, out bool isCompressed);
            string stored = isCompressed ? "compressed " + Convert.ToHexStringLower(payload) : Encoding.UTF8.GetString(payload);
            Line(text, $"point {ordinal}  '{Encoding.UTF8.GetString(capture.Id(ordinal))}' sequence={capture.SequenceOf(ordinal)} fields={capture.FieldsOf(ordinal):x} payload={stored}");
        }

        for (int field = 0; field < capture.Graphs.Length; field++)
        {
            AppendNodes(text, field, capture.Graphs[field]);
        }

        foreach (SavedKey key in keys)
        {
            Line(text, $"key  '{Encoding.UTF8.GetString(key.Key.Span)}' fingerprint={key.Fingerprint:x} sequence={key.Sequence} affected={key.Affected} durability={key.Durability}");
        }

        return text.ToString();
    }

    private static void AppendNodes(StringBuilder text, int field, GraphCapture graph)
    {
        for (int ordinal = 0; ordinal < graph.Count; ordinal++)
        {
            int level = graph.Level(ordinal);
            if (level < 0)
            {
                Line(text, $"node {field}/{ordinal}  no row");
                continue;
            }

            int[] links = new int[graph.MaxLinkInts(level)];
            string linked = string.Join(' ', links[..graph.TakeLinks(ordinal, links)]);
            Line(text, $"node {field}/{ordinal}  level={level} scale={graph.Scale(ordinal):R} row=[{Row(graph.Row(ordinal))}] links={linked}");
        }
    }

    private static string Row(ReadOnlySpan<float> row) => row.Length <= LongestRowInFull
        ? string.Join(' ', row.ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)))
        : string.Create(CultureInfo.InvariantCulture, $"{row.Length} floats {Crc32C.Of(MemoryMarshal.AsBytes(row)):x8}");

    private static void Line(StringBuilder text, FormattableString line)
        => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
