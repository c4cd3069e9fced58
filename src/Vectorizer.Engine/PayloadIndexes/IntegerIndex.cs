using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>64-bit integers, each with the ordinals that have it. Other numbers are looked up in the payloads.</summary>
internal sealed class IntegerIndex(PayloadIndexSchema schema) : PayloadIndex(schema)
{
    private readonly SortedValues<NumberKey> _values = new();

    /// <inheritdoc/>
    public override int ValueCount => _values.ValueCount;

    /// <summary>The values in their order.</summary>
    public SortedValues<NumberKey> Values => _values;

    /// <inheritdoc/>
    protected override long ValueBytes => _values.Bytes;

    /// <inheritdoc/>
    protected override IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection)
    {
        switch (leaf)
        {
            case MatchAnyExpression { Values: { Strings.IsEmpty: true, HasTrue: false, HasFalse: false } values }:
                foreach (long value in values.Integers)
                {
                    selection.Take(_values, new NumberKey(value));
                }

                return IndexAnswer.Exact;
            case NumberRangeExpression range:
                if (NumberBounds.TryOfIntegers(range.Bounds, out long low, out long high))
                {
                    selection.TakeWithin(_values, new NumberKey(low), new NumberKey(high));
                }

                return WithOthers(ref selection);
            default:
                return IndexAnswer.None;
        }
    }

    /// <inheritdoc/>
    protected override void Change(in PayloadValue value, int ordinal, bool isRemoved)
    {
        if (!value.TryGetNumber(out ExactNumber number))
        {
            return;
        }

        if (number.IsInteger)
        {
            _values.Change(new NumberKey(number.Integer), ordinal, isRemoved);
        }
        else if (!isRemoved)
        {
            Others.Add(ordinal);
        }
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
        => value.TryGetNumber(out _) ? SortedValues<NumberKey>.MostBytesOf(0) : 0;
}
