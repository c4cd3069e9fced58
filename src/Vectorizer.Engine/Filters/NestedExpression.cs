using System.Text.Json;

namespace Vectorizer.Engine.Filters;

/// <summary>One object at a path meets an expression whose paths begin at that object.</summary>
/// <param name="path">Where the objects lie; an array stands for its elements.</param>
/// <param name="filter">The expression.</param>
public sealed class NestedExpression(PayloadPath path, FilterExpression filter) : KeyExpression(path)
{
    /// <summary>The expression.</summary>
    public FilterExpression Filter => filter;

    internal override bool Matches(in FilteredPoint point)
    {
        AnyObject any = new(filter, point);
        PayloadWalk.Visit(point.Payload, Path, ref any);
        return any.Found;
    }

    private ref struct AnyObject(FilterExpression filter, FilteredPoint point) : IPayloadVisitor
    {
        private readonly FilteredPoint _point = point;

        public static bool EntersArrays => true;

        public bool Found { get; private set; }

        public bool Visit(in PayloadValue value)
        {
            Found = value.Kind == JsonTokenType.StartObject && filter.Matches(_point.Inside(value.Json));
            return Found || _point.IsCancelled;
        }
    }
}
