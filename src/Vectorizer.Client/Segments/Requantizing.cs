namespace Vectorizer.Client.Segments;

/// <summary>A segment on its way to the quantization that its collection asks for. It is read and written as before.</summary>
public sealed record Requantizing
{
    /// <summary>The part of its points that has been copied, 0..1; 0 while it waits for its turn.</summary>
    public double Progress { get; init; }

    /// <summary>Why the last attempt failed; null when none has. It is tried again.</summary>
    public string? Failure { get; init; }
}
