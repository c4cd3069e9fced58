namespace Vectorizer.Abstractions.Collections;

/// <summary>Gives an alias another name.</summary>
/// <param name="From">An alias that exists.</param>
/// <param name="To">Its new name, which neither an alias nor a collection has.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.RenameAlias")]
public sealed record RenameAlias([property: Id(0)] string From, [property: Id(1)] string To) : AliasAction;
