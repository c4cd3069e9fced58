using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Grains.Segments;

/// <summary>What a collection is in the words of the engine.</summary>
internal static class SegmentSchema
{
    public static ImmutableArray<VectorFieldSchema> Of(ImmutableArray<VectorField> fields) =>
    [
        .. fields.Select(field => new VectorFieldSchema(
            field.Dimension,
            MetricOf(field.Metric),
            new HnswParameters(field.Hnsw.M, field.Hnsw.EfConstruction),
            Of(field.Quantization))),
    ];

    /// <summary>The fields as a snapshot knows them, which holds all floats and no codes.</summary>
    public static IEnumerable<VectorFieldSchema> Unquantized(ImmutableArray<VectorFieldSchema> fields)
        => fields.Select(field => field with { Quantization = null });

    public static PayloadCompression? Of(CompressionConfig compression)
        => compression.Enabled ? new PayloadCompression(compression.ThresholdBytes) : null;

    private static QuantizationParameters? Of(QuantizationConfig? quantization) => quantization?.Type switch
    {
        null => null,
        QuantizationType.Scalar => new QuantizationParameters(QuantizationKind.Scalar, quantization.OnDisk),
        QuantizationType.Binary => new QuantizationParameters(QuantizationKind.Binary, quantization.OnDisk),
        QuantizationType.NeighborCodes => new QuantizationParameters(QuantizationKind.NeighborCodes, quantization.OnDisk),
        _ => throw new ArgumentOutOfRangeException(nameof(quantization), quantization, "Not a quantization."),
    };

    private static Metric MetricOf(DistanceMetric metric) => metric switch
    {
        DistanceMetric.Cosine => Metric.Cosine,
        DistanceMetric.Euclidean => Metric.Euclidean,
        DistanceMetric.Dot => Metric.Dot,
        DistanceMetric.Manhattan => Metric.Manhattan,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric."),
    };
}
