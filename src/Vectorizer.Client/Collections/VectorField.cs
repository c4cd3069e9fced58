namespace Vectorizer.Client.Collections;

/// <summary>A vector that every point of a collection may carry.</summary>
public sealed record VectorField
{
    /// <summary>How many numbers the vector has.</summary>
    public required int Dimension { get; init; }

    /// <summary>How vectors of this field are compared; null takes the server's default, cosine.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Parameters of the field's graph.</summary>
    public HnswConfig? HnswConfig { get; init; }

    /// <summary>How vectors are shortened for searches; null takes the server's default.</summary>
    public QuantizationConfig? Quantization { get; init; }
}
