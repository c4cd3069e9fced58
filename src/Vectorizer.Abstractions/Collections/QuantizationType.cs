namespace Vectorizer.Abstractions.Collections;

/// <summary>What searches read of a vector in the place of its floats.</summary>
public enum QuantizationType
{
    /// <summary>A byte for each float.</summary>
    Scalar = 1,

    /// <summary>A bit for each float.</summary>
    Binary = 2,

    /// <summary>Four bits for each float of each neighbour, beside the links of the graph.</summary>
    NeighborCodes = 3,
}
