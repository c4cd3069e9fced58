using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Engine.Vectors;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Grains.Collections;

/// <summary>Collections as callers know them and as the catalog's log keeps them.</summary>
internal static class CatalogMapping
{
    public static CatalogCollection ToCatalog(this CollectionRecord record)
    {
        CollectionDefinition definition = record.Definition;
        return new CatalogCollection(
            record.Id,
            record.Version,
            record.CreatedAt,
            definition.Name,
            definition.Segments,
            definition.Durability.ToLog(),
            [.. definition.Fields.Select(field => new CatalogVectorField(
                field.Name,
                field.Dimension,
                (Metric)field.Metric,
                field.Hnsw.M,
                field.Hnsw.EfConstruction,
                field.Hnsw.EfSearch,
                field.Quantization is { } quantization
                    ? new CatalogQuantization((byte)quantization.Type, quantization.OnDisk)
                    : null))],
            [.. Enumerable.Range(0, PointSlots.Count).Select(slot => (ushort)record.Slots.SegmentOf(slot))],
            new CatalogCompression(definition.Compression.Enabled, definition.Compression.ThresholdBytes),
            definition.DeletionProtection)
        {
            PayloadIndexes = [.. definition.PayloadIndexes.Select(index => new CatalogPayloadIndex(index.Key, (byte)index.Type))],
        };
    }

    public static CollectionRecord ToRecord(this CatalogCollection collection)
    {
        ImmutableArray<VectorField> fields = [.. collection.Fields.Select(field => new VectorField(
            field.Name,
            field.Dimension,
            (DistanceMetric)field.Metric,
            new HnswConfig(field.M, field.EfConstruction, field.EfSearch),
            field.Quantization is { } quantization
                ? new QuantizationConfig((QuantizationType)quantization.Kind, quantization.OnDisk)
                : null))];
        CollectionDefinition definition = new(
            collection.Name, fields, collection.Segments, collection.Durability.ToCaller())
        {
            // Records of the time before there was a choice say nothing, and mean the default.
            Compression = collection.Compression is { } compression
                ? new CompressionConfig(compression.Enabled, compression.ThresholdBytes)
                : new CompressionConfig(),
            DeletionProtection = collection.DeletionProtection,
            PayloadIndexes =
                [.. collection.PayloadIndexes.Select(index => new PayloadIndexDefinition(index.Key, (PayloadIndexType)index.Kind))],
        };
        return new CollectionRecord(
            collection.Id, definition, SlotsOf(collection.Slots), collection.Version, collection.CreatedAt);
    }

    private static SlotMap SlotsOf(ImmutableArray<ushort> slots)
    {
        List<ushort> ends = [];
        List<ushort> segments = [];
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if (slot + 1 == slots.Length || slots[slot + 1] != slots[slot])
            {
                ends.Add((ushort)(slot + 1));
                segments.Add(slots[slot]);
            }
        }

        return new SlotMap([.. ends], [.. segments]);
    }
}
