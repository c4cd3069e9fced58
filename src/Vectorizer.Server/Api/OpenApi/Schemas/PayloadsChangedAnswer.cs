namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Payloads are changed.</summary>
internal sealed record PayloadsChangedAnswer
{
    /// <summary>Points whose payload is another one now. Those that had it already are not among them.</summary>
    public required int Changed { get; init; }

    /// <summary>The segments that took part.</summary>
    public required SegmentWriteAnswer[] Segments { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
