using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Draws the level of a node: geometrically distributed, mL = 1 / ln M as the paper advises.</summary>
internal static class HnswLevels
{
    /// <summary>No node lies higher. At M = 2 one node in 2³¹ would.</summary>
    public const int Max = 31;

    /// <summary>
    /// The level of a node. Drawn from a hash of its ordinal, so that the same input builds the same layers and the
    /// memory for the upper layers is known before they are built.
    /// </summary>
    public static int Of(int ordinal, int m)
    {
        // Uniform in (0, 1]: the logarithm of zero has no level.
        double uniform = ((SplitMix64.Of(ordinal) >> 11) + 1) * (1.0 / (1UL << 53));
        return Math.Min(Max, (int)(-Math.Log(uniform) / Math.Log(m)));
    }
}
