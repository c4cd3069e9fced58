namespace Vectorizer.Engine.Filters;

/// <summary>Says something of what a path of the payload leads to.</summary>
/// <param name="path">The path.</param>
public abstract class KeyExpression(PayloadPath path) : FilterExpression
{
    /// <summary>The path.</summary>
    public PayloadPath Path => path;
}
