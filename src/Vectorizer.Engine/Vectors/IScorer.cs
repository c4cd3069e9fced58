using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Vectors;

/// <summary>One side of many comparisons: a query, or a row for which neighbours are sought. Smaller is nearer.</summary>
/// <remarks>
/// A small struct over memory that somebody else keeps, so that a walk holds it in registers. What it returns is never NaN
/// and never infinite.
/// </remarks>
internal unsafe interface IScorer
{
    /// <summary>The distance to the row behind a code, as far as the code tells it.</summary>
    float Distance(byte* code);

    /// <summary>The distances to the rows behind four codes: the bits that <see cref="Distance"/> gives, sooner where that can be.</summary>
    Vector128<float> Distances(byte* code0, byte* code1, byte* code2, byte* code3);
}
