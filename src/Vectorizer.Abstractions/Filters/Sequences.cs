using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Filters;

/// <summary>Arrays of filters compared by what they hold. One that was never set is as one without elements.</summary>
internal static class Sequences
{
    public static bool Equal<T>(ImmutableArray<T> x, ImmutableArray<T> y)
        where T : IEquatable<T>
        => x.IsDefaultOrEmpty ? y.IsDefaultOrEmpty : !y.IsDefault && x.AsSpan().SequenceEqual(y.AsSpan());

    public static int HashOf<T>(ImmutableArray<T> items)
    {
        HashCode hash = default;
        if (!items.IsDefaultOrEmpty)
        {
            foreach (T item in items)
            {
                hash.Add(item);
            }
        }

        return hash.ToHashCode();
    }
}
