namespace Vectorizer.Abstractions.Collections;

/// <summary>Lets a name stand for nothing any more. The collection stays.</summary>
/// <param name="Name">An alias that exists.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.DeleteAlias")]
public sealed record DeleteAlias([property: Id(0)] string Name) : AliasAction;
