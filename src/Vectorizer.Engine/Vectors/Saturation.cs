using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Vectors;

/// <summary>Keeps sums over huge components in the order of the finite numbers.</summary>
internal static class Saturation
{
    /// <summary>
    /// The sum itself, held within the finite floats: a pool takes no distance that is not below infinity, and a point that
    /// is very far away must not be lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float sum) => sum < float.MaxValue ? MathF.Max(sum, -float.MaxValue) : float.MaxValue;
}
