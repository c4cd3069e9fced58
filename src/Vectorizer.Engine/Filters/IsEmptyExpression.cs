namespace Vectorizer.Engine.Filters;

/// <summary>A path leads to no value: to nothing, to null, or to arrays without anything else.</summary>
/// <param name="path">The path.</param>
public sealed class IsEmptyExpression(PayloadPath path) : KeyExpression(path)
{
    internal override bool Matches(in FilteredPoint point)
    {
        AnyValue any = default;
        PayloadWalk.Visit(point.Payload, Path, ref any);
        return !any.Found;
    }

    private struct AnyValue : IPayloadVisitor
    {
        public static bool EntersArrays => true;

        public bool Found { get; private set; }

        public bool Visit(in PayloadValue value) => Found = !value.IsNull;
    }
}
