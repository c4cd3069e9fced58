namespace Vectorizer.Engine.Quantization;

/// <summary>A metric of two sides base + step · k that follows from Σ k·c and what is known of each side.</summary>
internal interface IScalarMetric
{
    /// <summary>The distance. Not finite where floats do not suffice; then <see cref="Pair"/> is asked.</summary>
    /// <param name="x">One side.</param>
    /// <param name="y">The other.</param>
    /// <param name="dimension">Components.</param>
    /// <param name="product">Σ k·c.</param>
    static abstract float Of(in ScalarConstants x, in ScalarConstants y, int dimension, int product);

    /// <summary>What one pair of components adds to the distance but for <see cref="Offset"/>.</summary>
    static abstract double Pair(double x, double y);

    /// <summary>What the distance is beyond the sum of its pairs.</summary>
    static abstract double Offset { get; }
}
