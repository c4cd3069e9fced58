namespace Vectorizer.Abstractions.Payloads;

/// <summary>Payloads are replaced by another one.</summary>
/// <param name="Payload">A JSON object in UTF-8.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.OverwritePayload")]
public sealed record OverwritePayload([property: Id(0)] ReadOnlyMemory<byte> Payload) : PayloadChange;
