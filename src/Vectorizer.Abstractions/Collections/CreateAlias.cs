namespace Vectorizer.Abstractions.Collections;

/// <summary>Lets a name stand for a collection, whatever it stood for before.</summary>
/// <param name="Name">The alias. It looks like the name of a collection, and is not one.</param>
/// <param name="Collection">The collection's own name; an alias cannot stand for another one.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.CreateAlias")]
public sealed record CreateAlias([property: Id(0)] string Name, [property: Id(1)] string Collection) : AliasAction;
