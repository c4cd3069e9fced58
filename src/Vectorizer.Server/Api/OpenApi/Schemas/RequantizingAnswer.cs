using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A segment on its way to the quantization that its collection asks for. It is read and written as before.</summary>
internal sealed record RequantizingAnswer
{
    /// <summary>The part of its points that has been copied; 0 while it waits for its turn.</summary>
    [Range(0.0, 1.0)]
    public required double Progress { get; init; }

    /// <summary>Why the last attempt failed; null when none has. It is tried again.</summary>
    public required string? Failure { get; init; }
}
