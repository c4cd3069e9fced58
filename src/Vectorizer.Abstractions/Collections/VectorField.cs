namespace Vectorizer.Abstractions.Collections;

/// <summary>A dense vector that points of a collection carry, with an index of its own.</summary>
/// <param name="Name">Empty for the unnamed field that most collections have.</param>
/// <param name="Dimension">Floats in each vector, 1..65,536.</param>
/// <param name="Metric">How closeness is measured.</param>
/// <param name="Hnsw">Parameters of the graph.</param>
/// <param name="Quantization">How vectors are shortened for searches; null for not at all.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.VectorField")]
public sealed record VectorField(
    [property: Id(0)] string Name,
    [property: Id(1)] int Dimension,
    [property: Id(2)] DistanceMetric Metric,
    [property: Id(3)] HnswConfig Hnsw,
    [property: Id(4)] QuantizationConfig? Quantization = null);
