namespace Vectorizer.Abstractions.Filters;

/// <summary>The point has a vector in a field.</summary>
/// <param name="Name">Name of the vector field; empty for the unnamed one.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.HasVectorCondition")]
public sealed record HasVectorCondition([property: Id(0)] string Name) : Condition;
