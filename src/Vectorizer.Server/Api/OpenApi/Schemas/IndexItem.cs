using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>An index over the payloads of a collection.</summary>
internal record IndexItem
{
    /// <summary>The path of its values.</summary>
    public required string Key { get; init; }

    [AllowedValues("keyword", "integer", "float", "bool", "datetime", "geo", "text", "uuid")]
    public required string Type { get; init; }

    /// <summary>`ready`: filters use it. `building`: not yet everywhere. `failed`: it could not be built, and is tried again.</summary>
    [AllowedValues("ready", "building", "failed")]
    public required string State { get; init; }

    /// <summary>The part of the points that it has seen.</summary>
    [Range(0.0, 1.0)]
    public required double Progress { get; init; }

    /// <summary>Why it could not be built; null when nothing is wrong.</summary>
    public required string? Failure { get; init; }

    /// <summary>Points that have a value at the key, those replaced or deleted of late included.</summary>
    public required long Points { get; init; }

    /// <summary>Different values in each segment, added up.</summary>
    public required long Values { get; init; }

    /// <summary>The memory that it takes at most.</summary>
    public required long MemoryBytes { get; init; }
}
