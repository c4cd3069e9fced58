using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A collection is gone.</summary>
internal sealed record CollectionDeletedAnswer
{
    public required bool Deleted { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}
