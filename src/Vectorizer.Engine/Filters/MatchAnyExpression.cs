namespace Vectorizer.Engine.Filters;

/// <summary>A value is one of several.</summary>
/// <param name="path">Where it lies.</param>
/// <param name="values">What it is compared with.</param>
public sealed class MatchAnyExpression(PayloadPath path, MatchValues values) : ValueExpression(path)
{
    /// <summary>What a value is compared with.</summary>
    public MatchValues Values => values;

    internal override bool Accepts(in PayloadValue value) => values.Contains(value);
}
