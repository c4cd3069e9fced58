using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Points in time to 100 ns, each with the ordinals that have it.</summary>
internal sealed class DatetimeIndex(PayloadIndexSchema schema) : PayloadIndex(schema)
{
    private readonly SortedValues<NumberKey> _values = new();

    /// <inheritdoc/>
    public override int ValueCount => _values.ValueCount;

    /// <inheritdoc/>
    protected override long ValueBytes => _values.Bytes;

    /// <inheritdoc/>
    protected override IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection)
    {
        if (leaf is not DatetimeRangeExpression range)
        {
            return IndexAnswer.None;
        }

        if (NumberBounds.TryOf(range.Bounds, out long low, out long high))
        {
            selection.TakeWithin(_values, new NumberKey(low), new NumberKey(high));
        }

        return IndexAnswer.Exact;
    }

    /// <inheritdoc/>
    protected override void Change(in PayloadValue value, int ordinal, bool isRemoved)
    {
        if (value.TryGetDatetime(out long ticks))
        {
            _values.Change(new NumberKey(ticks), ordinal, isRemoved);
        }
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
        => value.TryGetDatetime(out _) ? SortedValues<NumberKey>.MostBytesOf(0) : 0;
}
