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
        if (collection.RequantizingSegments > 0)
        {
            facts.Add("to be quantized", $"{Amounts.Count(collection.RequantizingSegments)} of {Amounts.Count(collection.Segments)} segments");
        }

        if (collection.Aliases.Count > 0)
        {
            facts.Add("aliases", string.Join(", ", collection.Aliases));
        }

        if (collection.DeletionProtection)
        {
            facts.Add("deletion", "refused");
        }

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
                + $"codes {Amounts.Bytes(memory.CodesBytes)}, links {Amounts.Bytes(memory.LinksBytes)}, points {Amounts.Bytes(memory.PointsBytes)}, "
                + $"payloads {Amounts.Bytes(memory.PayloadsBytes)}, payload indexes {Amounts.Bytes(memory.PayloadIndexesBytes)}, log buffers {Amounts.Bytes(memory.LogBuffersBytes)})");
            if (memory.RowFilesBytes > 0)
            {
                facts.Add("vectors on disk", Amounts.Bytes(memory.RowFilesBytes));
            }
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
            + $"ef_construction {field.HnswConfig?.EfConstruction}, ef_search {field.HnswConfig?.EfSearch}, {Describe(field.Quantization)}";
    }

    private static string Describe(QuantizationConfig? quantization) => quantization is { Type: { } type }
        ? $"quantization {Amounts.Word(type)} with {quantization.Bits} {(quantization.Bits == 1 ? "bit" : "bits")}{(quantization.OnDisk == true ? ", numbers on disk" : "")}"
        : "not quantized";

    private static string StateOf(SegmentDescription segment) => segment switch
    {
        { Reason: { } reason } => $"{segment.State}: {reason}",
        { Requantizing: { Failure: { } failure } } => $"{segment.State}, not quantized yet: {failure}",
        { Requantizing: { } requantizing } => $"{segment.State}, being quantized: {requantizing.Progress:P0}",
        _ => segment.State ?? "",
    };

    private static void WriteSegments(Terminal terminal, IReadOnlyList<SegmentDescription> segments)
    {
        Listing listing = new(terminal, "segment ", "node", "state", "points ", "deleted ", "sequence ", "memory ");
        foreach (SegmentDescription segment in segments)
        {
            listing.Add(
                (long)segment.Segment,
                segment.Node ?? "",
                StateOf(segment),
                segment.Points,
                segment.DeletedPoints,
                segment.Sequence,
                Amounts.Bytes(segment.Memory?.TotalBytes ?? 0));
        }

        listing.Write();
    }
}
