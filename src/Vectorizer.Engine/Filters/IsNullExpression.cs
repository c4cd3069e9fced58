namespace Vectorizer.Engine.Filters;

/// <summary>A path leads to null, or to an array with null in it.</summary>
/// <param name="path">The path.</param>
public sealed class IsNullExpression(PayloadPath path) : ValueExpression(path)
{
    internal override bool Accepts(in PayloadValue value) => value.IsNull;
}
