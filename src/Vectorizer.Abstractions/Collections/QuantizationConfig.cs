namespace Vectorizer.Abstractions.Collections;

/// <summary>How the vectors of a field are shortened for searches, which weigh the best of them again by their floats.</summary>
/// <param name="Type">What is kept of a vector.</param>
/// <param name="OnDisk">Whether the floats are kept in a file of the node rather than in memory.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.QuantizationConfig")]
public sealed record QuantizationConfig(
    [property: Id(0)] QuantizationType Type,
    [property: Id(1)] bool OnDisk = false)
{
    /// <summary>Bits for each float.</summary>
    public int Bits => BitsOf(Type);

    /// <summary>Whether floats may be on disk with a type. With neighbour codes walks begin at floats, and building reads them.</summary>
    public static bool AllowsOnDisk(QuantizationType type) => type != QuantizationType.NeighborCodes;

    /// <summary>Bits that a type keeps of each float.</summary>
    public static int BitsOf(QuantizationType type) => type switch
    {
        QuantizationType.Scalar => 8,
        QuantizationType.Binary => 1,
        QuantizationType.NeighborCodes => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of quantization."),
    };
}
