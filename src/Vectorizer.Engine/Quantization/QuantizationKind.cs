namespace Vectorizer.Engine.Quantization;

/// <summary>What a walk reads in the place of a row's floats.</summary>
public enum QuantizationKind
{
    /// <summary>A byte for each float.</summary>
    Scalar = 1,

    /// <summary>A bit for each float. Not for manhattan, whose distances signs don't tell.</summary>
    Binary = 2,

    /// <summary>
    /// Four bits for each float of each neighbour, beside the links: the fastest walk, and several times the memory of the
    /// rows. Not for manhattan.
    /// </summary>
    NeighborCodes = 3,
}
