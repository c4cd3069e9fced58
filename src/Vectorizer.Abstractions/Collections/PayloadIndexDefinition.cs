namespace Vectorizer.Abstractions.Collections;

/// <summary>An index over the payloads of a collection: filters on its key are quicker, and mean the same.</summary>
/// <param name="Key">Path into the payloads. A key has one index at most.</param>
/// <param name="Type">Which values it knows.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.PayloadIndexDefinition")]
public sealed record PayloadIndexDefinition(
    [property: Id(0)] string Key,
    [property: Id(1)] PayloadIndexType Type);
