namespace Vectorizer.Engine.Quantization;

/// <summary>A metric of two rows that follows from their means, the lengths of their residuals, and the product of these.</summary>
internal interface IBinaryMetric
{
    /// <summary>The distance, in doubles: sums of products of floats do not overflow them.</summary>
    /// <param name="residuals">The product of the residuals.</param>
    /// <param name="x">What else is known of one row.</param>
    /// <param name="y">What else is known of the other.</param>
    static abstract double Of(double residuals, in BinarySide x, in BinaryConstants y);
}
