using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Numbers, each with the ordinals that have it. Integers that are no 64-bit float are looked up in the payloads.</summary>
internal sealed class FloatIndex(PayloadIndexSchema schema) : NumberIndex(schema)
{
    private const double TwoTo63 = 9_223_372_036_854_775_808;

    /// <summary>A float as an integer in the same order. Minus zero is written as zero by <see cref="ExactNumber"/>.</summary>
    public static NumberKey KeyOf(double number)
    {
        long bits = BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number);
        return new NumberKey(bits ^ ((bits >> 63) & long.MaxValue));
    }

    /// <summary>The float of a key.</summary>
    public static double NumberOf(NumberKey key)
        => BitConverter.Int64BitsToDouble(key.Value ^ ((key.Value >> 63) & long.MaxValue));

    /// <inheritdoc/>
    protected override SortValueKind SortKind => SortValueKind.Number;

    /// <inheritdoc/>
    public override SortValue SortValueOf(NumberKey key) => SortValue.Of(new ExactNumber(NumberOf(key)));

    /// <inheritdoc/>
    protected override bool TryBounds(Bounds<ExactNumber> bounds, out NumberKey low, out NumberKey high)
    {
        bool isAny = NumberBounds.TryOfFloats(bounds, out double lowest, out double highest);
        (low, high) = (KeyOf(lowest), KeyOf(highest));
        return isAny;
    }

    /// <inheritdoc/>
    protected override IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection)
    {
        switch (leaf)
        {
            case MatchAnyExpression { Values: { Strings.IsEmpty: true, HasTrue: false, HasFalse: false } values }:
                bool mayBeOther = false;
                foreach (long value in values.Integers)
                {
                    if (TryKeyOf(new ExactNumber(value), out NumberKey key))
                    {
                        selection.Take(Values, key);
                    }
                    else
                    {
                        mayBeOther = true;
                    }
                }

                return mayBeOther ? WithOthers(ref selection) : IndexAnswer.Exact;
            case NumberRangeExpression range:
                if (NumberBounds.TryOfFloats(range.Bounds, out double low, out double high))
                {
                    selection.TakeWithin(Values, KeyOf(low), KeyOf(high));
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

        if (TryKeyOf(number, out NumberKey key))
        {
            Values.Change(key, ordinal, isRemoved);
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

    private static bool TryKeyOf(ExactNumber number, out NumberKey key)
    {
        double nearest = number.Nearest;
        key = KeyOf(nearest);
        return !number.IsInteger || (nearest < TwoTo63 && (long)nearest == number.Integer);
    }
}
