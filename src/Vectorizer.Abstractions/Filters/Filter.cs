using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Filters;

/// <summary>Which points are meant. A filter without conditions means all of them.</summary>
/// <remarks>
/// All clauses have to hold. Filters are equal when they are written alike, which is what caches and batches compare; two that mean the
/// same and are written differently are not. The limits are those of <see cref="FilterRules"/>.
/// </remarks>
/// <param name="Must">All of these hold.</param>
/// <param name="Should">At least one of these holds, if there are any.</param>
/// <param name="MustNot">None of these holds.</param>
/// <param name="MinShould">At least so many of these hold.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.Filter")]
public sealed record Filter(
    [property: Id(0)] ImmutableArray<Condition> Must = default,
    [property: Id(1)] ImmutableArray<Condition> Should = default,
    [property: Id(2)] ImmutableArray<Condition> MustNot = default,
    [property: Id(3)] MinShould? MinShould = null)
{
    /// <summary>Whether it has no condition, and so means all points.</summary>
    public bool IsEmpty
        => Must.IsDefaultOrEmpty && Should.IsDefaultOrEmpty && MustNot.IsDefaultOrEmpty && MinShould is null;

    /// <inheritdoc/>
    public bool Equals(Filter? other)
        => other is not null
            && Sequences.Equal(Must, other.Must)
            && Sequences.Equal(Should, other.Should)
            && Sequences.Equal(MustNot, other.MustNot)
            && MinShould == other.MinShould;

    /// <inheritdoc/>
    public override int GetHashCode()
        => HashCode.Combine(Sequences.HashOf(Must), Sequences.HashOf(Should), Sequences.HashOf(MustNot), MinShould);
}
