using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Filters;

/// <summary>A value is one of those given. Strings are compared by their bytes, numbers as numbers: 5.0 is 5.</summary>
/// <param name="Key">Path into the payload.</param>
/// <param name="Values">The values; kinds may be mixed.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.MatchAnyCondition")]
public sealed record MatchAnyCondition(
    [property: Id(0)] string Key,
    [property: Id(1)] ImmutableArray<FilterValue> Values) : Condition
{
    /// <inheritdoc/>
    public bool Equals(MatchAnyCondition? other)
        => other is not null && Key == other.Key && Sequences.Equal(Values, other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Sequences.HashOf(Values));
}
