using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The hits of one of several queries.</summary>
internal sealed record QueryBatchItem
{
    [Description("Nearest first.")]
    public required HitItem[] Points { get; init; }
}
