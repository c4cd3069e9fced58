using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Filters;

/// <summary>The point has one of several ids.</summary>
/// <param name="Ids">The ids. Those of no point are no error.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.HasIdCondition")]
public sealed record HasIdCondition([property: Id(0)] ImmutableArray<string> Ids) : Condition
{
    /// <inheritdoc/>
    public bool Equals(HasIdCondition? other) => other is not null && Sequences.Equal(Ids, other.Ids);

    /// <inheritdoc/>
    public override int GetHashCode() => Sequences.HashOf(Ids);
}
