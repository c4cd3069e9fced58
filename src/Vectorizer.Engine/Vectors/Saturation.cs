using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Vectors;

/// <summary>Keeps sums over huge components in the order of the finite numbers.</summary>
internal static class Saturation
{
    /// <summary>
    /// The sum itself, held within the finite floats. What is too large, or not a number because terms of both signs
    /// overflowed, is the farthest: a comparison with NaN would lose the point.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float sum) => sum < float.MaxValue ? MathF.Max(sum, -float.MaxValue) : float.MaxValue;
}
