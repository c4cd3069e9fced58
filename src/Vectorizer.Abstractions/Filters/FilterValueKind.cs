namespace Vectorizer.Abstractions.Filters;

/// <summary>Kinds of values that a condition compares with.</summary>
public enum FilterValueKind
{
    /// <summary>A string.</summary>
    Text = 0,

    /// <summary>A 64-bit integer.</summary>
    Integer = 1,

    /// <summary>True or false.</summary>
    Boolean = 2,
}
