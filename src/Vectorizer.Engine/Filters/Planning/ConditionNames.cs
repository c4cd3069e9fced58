using System.Collections.Immutable;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>Names the conditions of a filter, for people who ask how a search was done.</summary>
internal static class ConditionNames
{
    /// <summary>The keys that the conditions of a filter are about, each once; those without a key by their own name.</summary>
    public static ImmutableArray<string> Of(FilterExpression? filter)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        Add(filter, names);
        return [.. names];
    }

    private static void Add(FilterExpression? filter, SortedSet<string> names)
    {
        switch (filter)
        {
            case null:
                break;
            case AllOfExpression all:
                AddAll(all.Parts, names);
                break;
            case AnyOfExpression any:
                AddAll(any.Parts, names);
                break;
            case NotExpression not:
                Add(not.Part, names);
                break;
            case HasIdExpression:
                names.Add("has_id");
                break;
            case HasVectorExpression:
                names.Add("has_vector");
                break;
            case KeyExpression key:
                names.Add(key.Path.ToString());
                break;
        }
    }

    private static void AddAll(ImmutableArray<FilterExpression> parts, SortedSet<string> names)
    {
        foreach (FilterExpression part in parts)
        {
            Add(part, names);
        }
    }
}
