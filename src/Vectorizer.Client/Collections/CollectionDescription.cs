namespace Vectorizer.Client.Collections;

/// <summary>A collection as the server describes it.</summary>
public sealed record CollectionDescription
{
    /// <summary>The <see cref="State"/> of a collection that the server is loading from its disk.</summary>
    public const string Recovering = "recovering";

    /// <summary>The collection's name.</summary>
    public required string Name { get; init; }

    /// <summary>Names this collection for good: one that is deleted and created anew under its name has another.</summary>
    public required long Id { get; init; }

    /// <summary>How the collection is: <c>ready</c>, <see cref="Recovering"/>, or what is wrong with it.</summary>
    public string? State { get; init; }

    /// <summary>Live points. Of a collection that is <see cref="Recovering"/>, those that are loaded so far.</summary>
    public long Points { get; init; }

    /// <summary>Points that are deleted or replaced, and whose memory cannot be used again yet.</summary>
    public long DeletedPoints { get; init; }

    /// <summary>Into how many segments the points are divided.</summary>
    public int Segments { get; init; }

    /// <summary>Segments whose quantization is not yet the one asked for.</summary>
    public int RequantizingSegments { get; init; }

    /// <summary>Whether deleting the collection is refused.</summary>
    public bool DeletionProtection { get; init; }

    /// <summary>Names that stand for the collection beside its own.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>When the collection was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>How payloads are kept in memory.</summary>
    public CompressionConfig? Compression { get; init; }

    /// <summary>Memory held by all its segments.</summary>
    public MemoryUse? Memory { get; init; }

    /// <summary>Dimension of the unnamed vector field; null when <see cref="Vectors"/> names the fields.</summary>
    public int? Dimension { get; init; }

    /// <summary>Metric of the unnamed vector field.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Graph parameters of the unnamed vector field.</summary>
    public HnswConfig? HnswConfig { get; init; }

    /// <summary>How vectors of the unnamed field are shortened for searches.</summary>
    public QuantizationConfig? Quantization { get; init; }

    /// <summary>The named vector fields; null when the collection has the unnamed one.</summary>
    public IReadOnlyDictionary<string, VectorField>? Vectors { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }

    /// <summary>The vector field of that name, or the unnamed one for null; null when there is none such.</summary>
    public VectorField? Field(string? name) => name switch
    {
        null when Dimension is int dimension =>
            new VectorField { Dimension = dimension, Metric = Metric, HnswConfig = HnswConfig, Quantization = Quantization },
        null => null,
        _ => Vectors?.GetValueOrDefault(name),
    };
}
