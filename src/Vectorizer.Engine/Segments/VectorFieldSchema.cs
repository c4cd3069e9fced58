using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>One vector field of the points of a segment.</summary>
/// <param name="Dimension">Floats of each vector, 1..65,536.</param>
/// <param name="Metric">How distance is measured.</param>
/// <param name="Hnsw">Parameters of the field's graph.</param>
/// <param name="Quantization">How rows are shortened for the walk; null for not at all.</param>
public sealed record VectorFieldSchema(
    int Dimension, Metric Metric, HnswParameters Hnsw, QuantizationParameters? Quantization = null)
{
    /// <summary>The longest vector that an index takes.</summary>
    public const int MaxDimension = 65_536;
}
