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
        // SplitMix64 (Steele, Lea & Flood 2014): every ordinal gives an independent-looking 64-bit number.
        ulong z = ((ulong)(uint)ordinal + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;

        // Uniform in (0, 1]: the logarithm of zero has no level.
        double uniform = ((z >> 11) + 1) * (1.0 / (1UL << 53));
        return Math.Min(Max, (int)(-Math.Log(uniform) / Math.Log(m)));
    }
}
