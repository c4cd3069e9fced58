using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Points in time to 100 ns, each with the ordinals that have it.</summary>
internal sealed class DatetimeIndex(PayloadIndexSchema schema) : NumberIndex(schema)
{
    /// <inheritdoc/>
    protected override SortValueKind SortKind => SortValueKind.Datetime;

    /// <inheritdoc/>
    public override SortValue SortValueOf(NumberKey key) => SortValue.OfTicks(key.Value);

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
        if (leaf is not DatetimeRangeExpression range)
        {
            return IndexAnswer.None;
        }

        if (NumberBounds.TryOf(range.Bounds, out long low, out long high))
        {
            selection.TakeWithin(Values, new NumberKey(low), new NumberKey(high));
        }

        return IndexAnswer.Exact;
    }

    /// <inheritdoc/>
    protected override bool Change(in PayloadValue value, int ordinal, bool isRemoved)
    {
        bool isDatetime = value.TryGetDatetime(out long ticks);
        if (isDatetime)
        {
            Values.Change(new NumberKey(ticks), ordinal, isRemoved);
        }

        return isDatetime;
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
        => value.TryGetDatetime(out _) ? SortedValues<NumberKey>.MostBytesOf(0) : 0;
}
