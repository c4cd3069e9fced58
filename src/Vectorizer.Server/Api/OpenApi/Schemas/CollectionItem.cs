using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A collection in the list of all.</summary>
internal sealed record CollectionItem
{
    public required string Name { get; init; }

    /// <summary>Points that a query can find; null while the collection cannot be reached.</summary>
    public required long? Points { get; init; }

    public required int Segments { get; init; }

    /// <summary>Of its vectors; 'mixed' when its vector fields differ.</summary>
    [AllowedValues("none", "scalar", "binary", "neighbor_codes", "mixed")]
    public required string Quantization { get; init; }

    /// <summary>Segments whose quantization is not yet the one asked for.</summary>
    public required int RequantizingSegments { get; init; }

    /// <summary>State of the worst segment.</summary>
    [AllowedValues("ready", "recovering", "sealed", "quarantined", "unavailable")]
    public required string State { get; init; }
}
