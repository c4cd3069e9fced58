namespace Vectorizer.Client.Collections;

/// <summary>A line of the list of collections.</summary>
public sealed record CollectionSummary
{
    /// <summary>The collection's name.</summary>
    public required string Name { get; init; }

    /// <summary>Live points.</summary>
    public long Points { get; init; }

    /// <summary>Into how many segments the points are divided.</summary>
    public int Segments { get; init; }

    /// <summary>
    /// How its vectors are shortened for searches: <c>none</c>, <c>scalar</c>, <c>binary</c>, <c>neighbor_codes</c>, or
    /// <c>mixed</c>.
    /// </summary>
    public string? Quantization { get; init; }

    /// <summary>Segments whose quantization is not yet the one asked for.</summary>
    public int RequantizingSegments { get; init; }

    /// <summary>How the collection is, such as <c>ready</c>.</summary>
    public string? State { get; init; }
}
