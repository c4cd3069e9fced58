namespace Vectorizer.Abstractions.Payloads;

/// <summary>Points have no payload any more.</summary>
[GenerateSerializer, Immutable, Alias("vectorizer.ClearPayload")]
public sealed record ClearPayload : PayloadChange;
