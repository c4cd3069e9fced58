using Vectorizer.Cli.Output;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Segments;

namespace Vectorizer.Cli.Commands;

/// <summary>What there is to know about a collection.</summary>
internal static class CollectionPage
{
    public static void Write(
        Terminal terminal, CollectionDescription collection, IReadOnlyList<SegmentDescription> segments)
    {
        Listing facts = new(terminal, "collection", collection.Name);
        facts.Add("id", collection.Id);
        facts.Add("state", collection.State ?? "");
        facts.Add("points", collection.Points);
        facts.Add("deleted points", collection.DeletedPoints);
        facts.Add("created", collection.CreatedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'") ?? "");
        foreach ((string name, VectorField field) in Fields(collection))
        {
            facts.Add(name, Describe(field));
        }

        if (collection.Memory is MemoryUse memory)
        {
            facts.Add("payloads", Describe(memory, collection.Compression));
            facts.Add(
                "memory",
                $"{Amounts.Bytes(memory.TotalBytes)} (vectors {Amounts.Bytes(memory.VectorsBytes)}, "
                + $"links {Amounts.Bytes(memory.LinksBytes)}, points {Amounts.Bytes(memory.PointsBytes)}, "
                + $"payloads {Amounts.Bytes(memory.PayloadsBytes)}, log buffers {Amounts.Bytes(memory.LogBuffersBytes)})");
        }

        facts.Write();
        WriteSegments(terminal, segments);
    }

    private static IEnumerable<(string Name, VectorField Field)> Fields(CollectionDescription collection) =>
        collection.Field(null) is VectorField unnamed
            ? [("vector", unnamed)]
            : (collection.Vectors ?? new Dictionary<string, VectorField>())
                .Select(field => ("vector " + field.Key, field.Value));

    private static string Describe(MemoryUse memory, CompressionConfig? compression)
    {
        string rule = compression?.Enabled == true ? $"compressed from {Amounts.Bytes(compression.ThresholdBytes ?? 0)} on" : "not compressed";
        return $"{Amounts.Bytes(memory.PayloadsBytes)} of {Amounts.Bytes(memory.PayloadsUncompressedBytes)} ({rule})";
    }

    private static string Describe(VectorField field)
    {
        string metric = field.Metric is Metric known ? Amounts.Word(known) : "";
        return $"{field.Dimension} numbers, {metric}, m {field.HnswConfig?.M}, "
            + $"ef_construction {field.HnswConfig?.EfConstruction}, ef_search {field.HnswConfig?.EfSearch}";
    }

    private static void WriteSegments(Terminal terminal, IReadOnlyList<SegmentDescription> segments)
    {
        Listing listing = new(terminal, "segment ", "node", "state", "points ", "deleted ", "sequence ", "memory ");
        foreach (SegmentDescription segment in segments)
        {
            listing.Add(
                (long)segment.Segment,
                segment.Node ?? "",
                segment.Reason is null ? segment.State ?? "" : $"{segment.State}: {segment.Reason}",
                segment.Points,
                segment.DeletedPoints,
                segment.Sequence,
                Amounts.Bytes(segment.Memory?.TotalBytes ?? 0));
        }

        listing.Write();
    }
}
