namespace Vectorizer.Client.Collections;

/// <summary>What a new collection shall be: either one unnamed vector field, or <see cref="Vectors"/> by name.</summary>
public sealed record CollectionDefinition
{
    /// <summary>Dimension of the unnamed vector field; null when <see cref="Vectors"/> names the fields, or for the server's default.</summary>
    public int? Dimension { get; init; }

    /// <summary>Metric of the unnamed vector field.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Graph parameters of the unnamed vector field.</summary>
    public HnswConfig? HnswConfig { get; init; }

    /// <summary>How vectors of the unnamed field are shortened for searches; null takes the server's default.</summary>
    public QuantizationConfig? Quantization { get; init; }

    /// <summary>The named vector fields; null when the collection has the unnamed one.</summary>
    public IReadOnlyDictionary<string, VectorField>? Vectors { get; init; }

    /// <summary>Into how many segments the points are divided; null takes the server's default.</summary>
    public int? Segments { get; init; }

    /// <summary>How payloads are kept; null takes the server's default.</summary>
    public CompressionConfig? Compression { get; init; }

    /// <summary>Whether deleting the collection is refused until this has been changed; false when null.</summary>
    public bool? DeletionProtection { get; init; }
}
