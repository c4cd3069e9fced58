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
}
