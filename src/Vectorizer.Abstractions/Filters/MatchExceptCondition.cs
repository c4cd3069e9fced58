using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Filters;

/// <summary>A value is none of those given. Values of other kinds are none of them; null is no value.</summary>
/// <param name="Key">Path into the payload.</param>
/// <param name="Values">The values; kinds may be mixed.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.MatchExceptCondition")]
public sealed record MatchExceptCondition(
    [property: Id(0)] string Key,
    [property: Id(1)] ImmutableArray<FilterValue> Values) : Condition
{
    /// <inheritdoc/>
    public bool Equals(MatchExceptCondition? other)
        => other is not null && Key == other.Key && Sequences.Equal(Values, other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Sequences.HashOf(Values));
}
