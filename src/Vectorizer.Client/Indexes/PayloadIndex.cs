namespace Vectorizer.Client.Indexes;

/// <summary>An index over the payloads of a collection.</summary>
public sealed record PayloadIndex
{
    /// <summary>The path of its values.</summary>
    public required string Key { get; init; }

    /// <summary>Which values it knows.</summary>
    public PayloadIndexType Type { get; init; }

    /// <summary>How far it is.</summary>
    public PayloadIndexState State { get; init; }

    /// <summary>The part of the points that it has seen, 0..1.</summary>
    public double Progress { get; init; }

    /// <summary>Why it could not be built; null when nothing is wrong.</summary>
    public string? Failure { get; init; }

    /// <summary>Points that have a value at the key, those replaced or deleted of late included.</summary>
    public long Points { get; init; }

    /// <summary>Different values in each segment, added up.</summary>
    public long Values { get; init; }

    /// <summary>The memory that it takes at most, in bytes.</summary>
    public long MemoryBytes { get; init; }
}
