namespace Vectorizer.Abstractions.Collections;

/// <summary>One step of a change of aliases. The steps of a change are taken in their order, and all or none of them hold.</summary>
[GenerateSerializer, Immutable, Alias("vectorizer.AliasAction")]
public abstract record AliasAction;
