namespace Vectorizer.Engine.NeighborCodes;

/// <summary>Sixteen numbers that stand for any float of a normal distribution of variance 1, with the least squared error.</summary>
/// <remarks>
/// The quantizer of Max (1960) and Lloyd (1982). The coordinates of a rotated row look normal, whatever the data, so that the
/// levels are constants and nothing is trained: new data cannot make them wrong. The squared error is 0.95 % of a row's.
/// </remarks>
internal static class NormalLevels
{
    /// <summary>Number of levels: a code takes four bits.</summary>
    public const int Count = 16;

    /// <summary>The highest level; the lowest is its opposite.</summary>
    public const float Highest = 2.733f;

    /// <summary>The levels in ascending order.</summary>
    public static ReadOnlySpan<float> Values =>
    [
        -2.733f, -2.069f, -1.618f, -1.256f, -0.9424f, -0.6568f, -0.3881f, -0.1284f,
        0.1284f, 0.3881f, 0.6568f, 0.9424f, 1.256f, 1.618f, 2.069f, 2.733f,
    ];

    /// <summary>The number of the level nearest to a float.</summary>
    public static int Nearest(float value)
    {
        // Where two levels are equally far: half-way between them. Comparing with four of them finds the place.
        ReadOnlySpan<float> between =
        [
            -2.401f, -1.8435f, -1.437f, -1.0992f, -0.7996f, -0.52245f, -0.25825f, 0f,
            0.25825f, 0.52245f, 0.7996f, 1.0992f, 1.437f, 1.8435f, 2.401f,
        ];
        int level = value > between[7] ? 8 : 0;
        level += value > between[level + 3] ? 4 : 0;
        level += value > between[level + 1] ? 2 : 0;
        level += value > between[level] ? 1 : 0;
        return level;
    }
}
