namespace Vectorizer.Client.Collections;

/// <summary>A change to one named vector field.</summary>
public sealed record VectorFieldChange
{
    /// <summary>New graph parameters. What is null stays as it is.</summary>
    public HnswConfig? HnswConfig { get; init; }

    /// <summary>New quantization; <see cref="QuantizationConfig.Off"/> for none.</summary>
    public QuantizationConfig? Quantization { get; init; }
}
