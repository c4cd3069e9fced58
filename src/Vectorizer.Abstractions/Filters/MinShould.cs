using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Filters;

/// <summary>At least some of several conditions.</summary>
/// <param name="Conditions">The conditions.</param>
/// <param name="Count">How many of them hold at least, 1..their number.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.MinShould")]
public sealed record MinShould(
    [property: Id(0)] ImmutableArray<Condition> Conditions,
    [property: Id(1)] int Count)
{
    /// <inheritdoc/>
    public bool Equals(MinShould? other)
        => other is not null && Count == other.Count && Sequences.Equal(Conditions, other.Conditions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Sequences.HashOf(Conditions));
}
