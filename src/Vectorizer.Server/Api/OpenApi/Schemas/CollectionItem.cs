using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A collection in the list of all.</summary>
internal sealed record CollectionItem
{
    public required string Name { get; init; }

    /// <summary>Points that a query can find; null while the collection cannot be reached.</summary>
    public required long? Points { get; init; }

    public required int Segments { get; init; }

    /// <summary>State of the worst segment.</summary>
    [AllowedValues("ready", "recovering", "sealed", "quarantined", "unavailable")]
    public required string State { get; init; }
}
