namespace Vectorizer.Engine.Quantization;

/// <summary>What a walk reads in the place of a row's floats.</summary>
public enum QuantizationKind
{
    /// <summary>A byte for each float.</summary>
    Scalar = 1,

    /// <summary>A bit for each float. Not for manhattan, whose distances signs don't tell.</summary>
    Binary = 2,
}
