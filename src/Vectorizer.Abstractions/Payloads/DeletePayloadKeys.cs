using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Payloads;

/// <summary>What paths lead to is removed from payloads.</summary>
/// <param name="Keys">The paths, at least one. One that leads nowhere removes nothing.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.DeletePayloadKeys")]
public sealed record DeletePayloadKeys([property: Id(0)] ImmutableArray<string> Keys) : PayloadChange;
