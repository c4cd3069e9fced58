namespace Vectorizer.Engine.Filters;

/// <summary>Holds when any value at a path does what it asks for. An array at the path stands for its elements.</summary>
/// <param name="path">The path.</param>
public abstract class ValueExpression(PayloadPath path) : KeyExpression(path)
{
    /// <summary>Whether a value meets the expression. It may be null or an object, and is no array.</summary>
    internal abstract bool Accepts(in PayloadValue value);

    internal override bool Matches(in FilteredPoint point)
    {
        AnyValue any = new(this, point.CancellationToken);
        PayloadWalk.Visit(point.Payload, Path, ref any);
        return any.Found;
    }

    private struct AnyValue(ValueExpression expression, CancellationToken cancellationToken) : IPayloadVisitor
    {
        public static bool EntersArrays => true;

        public bool Found { get; private set; }

        public bool Visit(in PayloadValue value)
        {
            Found = expression.Accepts(value);
            return Found || cancellationToken.IsCancellationRequested;
        }
    }
}
