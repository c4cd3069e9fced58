namespace Vectorizer.Abstractions.Collections;

/// <summary>How a collection keeps payloads in memory.</summary>
/// <param name="Enabled">Whether payloads are compressed.</param>
/// <param name="ThresholdBytes">
/// Payloads of at least so many bytes are, 64..1,048,576. Shorter ones hardly repeat themselves, and would cost time for
/// nothing.
/// </param>
[GenerateSerializer, Immutable, Alias("vectorizer.CompressionConfig")]
public sealed record CompressionConfig(
    [property: Id(0)] bool Enabled = true,
    [property: Id(1)] int ThresholdBytes = 1_024);
