namespace Vectorizer.Abstractions.Collections;

/// <summary>Another quantization for a vector field that exists.</summary>
/// <param name="Config">The new one; null for none.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.QuantizationChange")]
public sealed record QuantizationChange([property: Id(0)] QuantizationConfig? Config);
