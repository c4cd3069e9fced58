using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>64-bit integers, each with the ordinals that have it. Other numbers are looked up in the payloads.</summary>
internal sealed class IntegerIndex(PayloadIndexSchema schema) : NumberIndex(schema)
{
    /// <inheritdoc/>
    protected override SortValueKind SortKind => SortValueKind.Number;

    /// <inheritdoc/>
    public override SortValue SortValueOf(NumberKey key) => SortValue.Of(new ExactNumber(key.Value));

    /// <inheritdoc/>
    protected override bool TryBounds(Bounds<ExactNumber> bounds, out NumberKey low, out NumberKey high)
    {
        bool isAny = NumberBounds.TryOfIntegers(bounds, out long lowest, out long highest);
        (low, high) = (new NumberKey(lowest), new NumberKey(highest));
        return isAny;
    }

    /// <inheritdoc/>
    protected override IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection)
    {
        switch (leaf)
        {
            case MatchAnyExpression { Values: { Strings.IsEmpty: true, HasTrue: false, HasFalse: false } values }:
                foreach (long value in values.Integers)
                {
                    selection.Take(Values, new NumberKey(value));
                }

                return IndexAnswer.Exact;
            case NumberRangeExpression range:
                if (NumberBounds.TryOfIntegers(range.Bounds, out long low, out long high))
                {
                    selection.TakeWithin(Values, new NumberKey(low), new NumberKey(high));
                }

                return WithOthers(ref selection);
            default:
                return IndexAnswer.None;
        }
    }

    /// <inheritdoc/>
    protected override bool Change(in PayloadValue value, int ordinal, bool isRemoved)
    {
        if (!value.TryGetNumber(out ExactNumber number))
        {
            return false;
        }

        if (number.IsInteger)
        {
            Values.Change(new NumberKey(number.Integer), ordinal, isRemoved);
        }
        else if (!isRemoved)
        {
            Others.Add(ordinal);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
        => value.TryGetNumber(out _) ? SortedValues<NumberKey>.MostBytesOf(0) : 0;
}
