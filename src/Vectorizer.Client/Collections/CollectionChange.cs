namespace Vectorizer.Client.Collections;

/// <summary>A change to a live collection. What is null stays as it is.</summary>
public sealed record CollectionChange
{
    /// <summary>New graph parameters of the unnamed vector field.</summary>
    public HnswConfig? HnswConfig { get; init; }

    /// <summary>New quantization of the unnamed vector field; <see cref="QuantizationConfig.Off"/> for none.</summary>
    public QuantizationConfig? Quantization { get; init; }

    /// <summary>Changes to named vector fields.</summary>
    public IReadOnlyDictionary<string, VectorFieldChange>? Vectors { get; init; }

    /// <summary>Whether deleting the collection is refused.</summary>
    public bool? DeletionProtection { get; init; }
}
