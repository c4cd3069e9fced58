namespace Vectorizer.Client.Collections;

/// <summary>
/// How vectors are shortened for searches, which weigh the best of them again by their numbers. What is null takes the
/// server's default, or stays as it is.
/// </summary>
public sealed record QuantizationConfig
{
    /// <summary>Not at all.</summary>
    public static QuantizationConfig Off { get; } = new() { Enabled = false };

    /// <summary>Whether they are; null is true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>What is kept of each number.</summary>
    public QuantizationType? Type { get; init; }

    /// <summary>
    /// Bits for each number: 8 with <see cref="QuantizationType.Scalar"/>, 1 with <see cref="QuantizationType.Binary"/>, 4 with
    /// <see cref="QuantizationType.NeighborCodes"/>.
    /// </summary>
    public int? Bits { get; init; }

    /// <summary>Whether the numbers are kept in a file of the server rather than in memory.</summary>
    public bool? OnDisk { get; init; }
}
