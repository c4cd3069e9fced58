namespace Vectorizer.Client.Collections;

/// <summary>How a collection keeps payloads in memory. What is null takes the server's default.</summary>
public sealed record CompressionConfig
{
    /// <summary>Whether payloads are compressed.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Payloads of at least so many bytes are.</summary>
    public int? ThresholdBytes { get; init; }
}
