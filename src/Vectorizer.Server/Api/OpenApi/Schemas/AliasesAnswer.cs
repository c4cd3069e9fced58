namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>All aliases.</summary>
internal sealed record AliasesAnswer
{
    /// <summary>In the order of their names.</summary>
    public required AliasItem[] Aliases { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
