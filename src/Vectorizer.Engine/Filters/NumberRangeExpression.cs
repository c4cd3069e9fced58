namespace Vectorizer.Engine.Filters;

/// <summary>A number lies within bounds.</summary>
/// <param name="path">Where it lies in the payload.</param>
/// <param name="bounds">The bounds.</param>
public sealed class NumberRangeExpression(PayloadPath path, Bounds<ExactNumber> bounds) : ValueExpression(path)
{
    /// <summary>The bounds.</summary>
    public Bounds<ExactNumber> Bounds => bounds;

    internal override bool Accepts(in PayloadValue value) => value.TryGetNumber(out ExactNumber number) && bounds.Contain(number);
}
