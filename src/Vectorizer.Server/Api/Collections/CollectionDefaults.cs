using Vectorizer.Abstractions.Collections;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Server.Api.Collections;

/// <summary>What the node gives to a new collection where the request says nothing.</summary>
/// <param name="Dimension">Floats of each vector; null when a request must say it.</param>
/// <param name="Metric">How closeness is measured.</param>
/// <param name="Hnsw">Parameters of the graphs.</param>
/// <param name="Quantization">How vectors are shortened where a request asks for that and says no more.</param>
/// <param name="IsQuantized">Whether they are where it does not even ask.</param>
/// <param name="Compression">How payloads are kept.</param>
internal sealed record CollectionDefaults(
    int? Dimension,
    DistanceMetric Metric,
    HnswConfig Hnsw,
    QuantizationConfig Quantization,
    bool IsQuantized,
    CompressionConfig Compression)
{
    /// <summary>The defaults that the settings of a node make.</summary>
    public static CollectionDefaults Of(CollectionDefaultSettings settings) => new(
        settings.Dimension,
        MetricNames.Parse(settings.Metric),
        new HnswConfig(settings.Hnsw.M, settings.Hnsw.EfConstruction, settings.Hnsw.EfSearch),
        new QuantizationConfig(QuantizationNames.Parse(settings.Quantization.Type), settings.Quantization.OnDisk),
        settings.Quantization.Enabled,
        new CompressionConfig(settings.Compression.Enabled, settings.Compression.ThresholdBytes));
}
