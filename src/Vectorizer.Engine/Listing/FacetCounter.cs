using System.Text.Json;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Listing;

/// <summary>Counts the texts, integers and booleans that points have at a key.</summary>
/// <remarks>A point that has a value several times counts once. For one thread.</remarks>
public sealed class FacetCounter(PayloadPath key)
{
    /// <summary>Different values that are counted; further ones are left out.</summary>
    public const int MaxValues = 100_000;

    /// <summary>The values that most points have come first, those of equal counts in an order of their own: booleans and integers, then texts.</summary>
    internal static readonly Comparer<Facet> Order = Comparer<Facet>.Create(Compare);

    private readonly Dictionary<byte[], Tally> _texts = new(ByteArrayComparer.Instance);
    private readonly Dictionary<(long Number, bool IsBoolean), Tally> _numbers = [];

    /// <summary>Whether there were no more values than are counted.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Counts the values of a point.</summary>
    public void Add(ReadOnlySpan<byte> payload, int ordinal)
    {
        Visitor visitor = new(this, ordinal);
        PayloadWalk.Visit(payload, key, ref visitor);
    }

    /// <summary>The values that most points have; those of equal counts in an order of their own: booleans and integers, then texts.</summary>
    public List<Facet> Largest(int limit)
    {
        IEnumerable<Facet> numbers = _numbers.Select(pair => new Facet(null, pair.Key.Number, pair.Key.IsBoolean, pair.Value.Count));
        IEnumerable<Facet> texts = _texts.Select(pair => new Facet(pair.Key, 0, false, pair.Value.Count));
        return [.. numbers.Concat(texts).Order(Order).Take(limit)];
    }

    private static int Compare(Facet x, Facet y)
    {
        int byCount = y.Count.CompareTo(x.Count);
        if (byCount != 0)
        {
            return byCount;
        }

        if (x.Text is null != y.Text is null)
        {
            return x.Text is null ? -1 : 1;
        }

        return x.Text is null
            ? (x.IsBoolean ? 0 : 1, x.Integer).CompareTo((y.IsBoolean ? 0 : 1, y.Integer))
            : x.Text.AsSpan().SequenceCompareTo(y.Text);
    }

    private void Count(ReadOnlySpan<byte> text, int ordinal)
    {
        Dictionary<byte[], Tally>.AlternateLookup<ReadOnlySpan<byte>> texts = _texts.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (texts.TryGetValue(text, out Tally? tally))
        {
            tally.Add(ordinal);
        }
        else if (HasRoom())
        {
            texts[text] = new Tally(ordinal);
        }
    }

    private void Count(long number, bool isBoolean, int ordinal)
    {
        if (_numbers.TryGetValue((number, isBoolean), out Tally? tally))
        {
            tally.Add(ordinal);
        }
        else if (HasRoom())
        {
            _numbers.Add((number, isBoolean), new Tally(ordinal));
        }
    }

    private bool HasRoom()
    {
        IsComplete &= _texts.Count + _numbers.Count < MaxValues;
        return IsComplete;
    }

    private sealed class Tally(int ordinal)
    {
        private int _last = ordinal;

        public int Count { get; private set; } = 1;

        public void Add(int ordinal)
        {
            Count += ordinal == _last ? 0 : 1;
            _last = ordinal;
        }
    }

    private struct Visitor(FacetCounter counter, int ordinal) : IPayloadVisitor
    {
        public static bool EntersArrays => true;

        public bool Visit(in PayloadValue value)
        {
            switch (value.Kind)
            {
                case JsonTokenType.True or JsonTokenType.False:
                    counter.Count(value.Kind == JsonTokenType.True ? 1 : 0, isBoolean: true, ordinal);
                    break;
                case JsonTokenType.Number when value.TryGetNumber(out ExactNumber number) && number.IsInteger:
                    counter.Count(number.Integer, isBoolean: false, ordinal);
                    break;
                case JsonTokenType.String:
                    Visitor self = this;
                    value.WithText(ref self, static (ReadOnlySpan<byte> text, ref Visitor visitor) =>
                    {
                        visitor.Text(text);
                        return true;
                    });
                    break;
            }

            return false;
        }

        private readonly void Text(ReadOnlySpan<byte> text) => counter.Count(text, ordinal);
    }
}
