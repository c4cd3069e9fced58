namespace Vectorizer.Engine.Filters;

/// <summary>A value that is not null is none of several. An object is none of them.</summary>
/// <param name="path">Where it lies.</param>
/// <param name="values">What it is compared with.</param>
public sealed class MatchExceptExpression(PayloadPath path, MatchValues values) : ValueExpression(path)
{
    /// <summary>What a value is compared with.</summary>
    public MatchValues Values => values;

    internal override bool Accepts(in PayloadValue value) => !value.IsNull && !values.Contains(value);
}
