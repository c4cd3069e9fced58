using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Vectors;

/// <summary>A distance between two rows of floats. Smaller is nearer; never NaN, never infinite.</summary>
internal unsafe interface IDistance
{
    /// <summary>The distance of two rows of <paramref name="length"/> floats.</summary>
    static abstract float Between(float* x, float* y, int length);

    /// <summary>The distances of a row to four others: the bits that <see cref="Between"/> gives, sooner.</summary>
    static abstract Vector128<float> BetweenFour(float* x, float* y0, float* y1, float* y2, float* y3, int length);

    /// <summary>Whether rows are stored with length 1.</summary>
    static abstract bool Normalizes { get; }
}
