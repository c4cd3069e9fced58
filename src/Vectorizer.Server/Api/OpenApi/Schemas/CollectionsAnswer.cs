using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>All collections.</summary>
internal sealed record CollectionsAnswer
{
    public required CollectionItem[] Collections { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}
