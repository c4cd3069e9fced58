namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>All actions of a change of aliases hold.</summary>
internal sealed record AliasesChangedAnswer
{
    /// <summary>Their number.</summary>
    public required int Actions { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
