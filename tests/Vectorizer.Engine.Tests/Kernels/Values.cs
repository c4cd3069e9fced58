namespace Vectorizer.Engine.Tests.Kernels;

/// <summary>What the vectors of a test case hold; <see cref="VectorValues"/> makes them.</summary>
public enum Values
{
    /// <summary>Evenly between −1 and 1, as embeddings are.</summary>
    Usual,

    /// <summary>Below the smallest normal float.</summary>
    Denormal,

    /// <summary>Up to the largest float, of either sign: products and squares overflow.</summary>
    Huge,

    /// <summary>+0 and −0.</summary>
    SignedZero,

    /// <summary>Large pairs that cancel each other and leave the small ones between them.</summary>
    Cancelling,

    /// <summary>Every magnitude that a float can have.</summary>
    AllMagnitudes,
}
