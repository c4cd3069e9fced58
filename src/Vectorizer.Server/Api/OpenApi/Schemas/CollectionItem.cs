using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A collection in the list of all.</summary>
internal sealed record CollectionItem
{
    public required string Name { get; init; }

    [Description("Points that a query can find; null while the collection cannot be reached.")]
    public required long? Points { get; init; }

    public required int Segments { get; init; }

    [Description("State of the worst segment.")]
    [AllowedValues("ready", "recovering", "sealed", "quarantined", "unavailable")]
    public required string State { get; init; }
}
