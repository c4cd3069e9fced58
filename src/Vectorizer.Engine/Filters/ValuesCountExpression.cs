using System.Text.Json;

namespace Vectorizer.Engine.Filters;

/// <summary>
/// The number of values lies within bounds. An array has as many as elements, null none, anything else one, and a path that leads nowhere none.
/// </summary>
/// <param name="path">Where the values lie.</param>
/// <param name="bounds">The bounds.</param>
public sealed class ValuesCountExpression(PayloadPath path, Bounds<int> bounds) : KeyExpression(path)
{
    /// <summary>The bounds.</summary>
    public Bounds<int> Bounds => bounds;

    internal override bool Matches(in FilteredPoint point)
    {
        AnyCount any = new(bounds, point.CancellationToken);
        PayloadWalk.Visit(point.Payload, Path, ref any);
        return any.LeadsNowhere ? bounds.Contain(0) : any.Found;
    }

    private struct AnyCount(Bounds<int> bounds, CancellationToken cancellationToken) : IPayloadVisitor
    {
        private bool _leadsSomewhere;

        public static bool EntersArrays => false;

        public bool Found { get; private set; }

        public readonly bool LeadsNowhere => !_leadsSomewhere;

        public bool Visit(in PayloadValue value)
        {
            _leadsSomewhere = true;
            Found = bounds.Contain(CountOf(value));
            return Found || cancellationToken.IsCancellationRequested;
        }

        private static int CountOf(in PayloadValue value)
        {
            if (value.Kind != JsonTokenType.StartArray)
            {
                return value.IsNull ? 0 : 1;
            }

            int count = 0;
            Utf8JsonReader json = new(value.Json);
            for (json.Read(); json.Read() && json.TokenType != JsonTokenType.EndArray; count++)
            {
                json.Skip();
            }

            return count;
        }
    }
}
