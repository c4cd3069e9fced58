namespace Vectorizer.Abstractions.Collections;

/// <summary>A name that stands for a collection.</summary>
/// <param name="Alias">The name.</param>
/// <param name="Collection">The collection's own name.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.CollectionAlias")]
public sealed record CollectionAlias([property: Id(0)] string Alias, [property: Id(1)] string Collection);
