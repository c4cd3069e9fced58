using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The hits of a query.</summary>
internal sealed record QueryAnswer
{
    [Description("Nearest first.")]
    public required HitItem[] Points { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}
