using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The bounds of a range as the lowest and the highest value of a kind that lie within them.</summary>
internal static class NumberBounds
{
    private const double TwoTo63 = 9_223_372_036_854_775_808;

    /// <summary>Of 64-bit integers; false when there is none.</summary>
    public static bool TryOfIntegers(Bounds<ExactNumber> bounds, out long low, out long high)
    {
        low = long.MinValue;
        high = long.MaxValue;
        return (bounds.Gt is not { } gt || TryRaise(gt, isIncluded: false, ref low))
            && (bounds.Gte is not { } gte || TryRaise(gte, isIncluded: true, ref low))
            && (bounds.Lt is not { } lt || TryLower(lt, isIncluded: false, ref high))
            && (bounds.Lte is not { } lte || TryLower(lte, isIncluded: true, ref high))
            && low <= high;
    }

    /// <summary>Of 64-bit integers, for bounds that are such; false when there is none.</summary>
    public static bool TryOf(Bounds<long> bounds, out long low, out long high)
    {
        static ExactNumber? Exact(long? number) => number is { } value ? new ExactNumber(value) : null;

        return TryOfIntegers(new Bounds<ExactNumber>(Exact(bounds.Gt), Exact(bounds.Gte), Exact(bounds.Lt), Exact(bounds.Lte)), out low, out high);
    }

    /// <summary>Of 64-bit floats; false when there is none.</summary>
    public static bool TryOfFloats(Bounds<ExactNumber> bounds, out double low, out double high)
    {
        low = double.NegativeInfinity;
        high = double.PositiveInfinity;
        if (bounds.Gt is { } gt)
        {
            low = Math.Max(low, Above(gt, isIncluded: false));
        }

        if (bounds.Gte is { } gte)
        {
            low = Math.Max(low, Above(gte, isIncluded: true));
        }

        if (bounds.Lt is { } lt)
        {
            high = Math.Min(high, Below(lt, isIncluded: false));
        }

        if (bounds.Lte is { } lte)
        {
            high = Math.Min(high, Below(lte, isIncluded: true));
        }

        // Nothing is above infinity. NaN comes of no bound.
        return low <= high
            && !(bounds.Gt is { } above && above.Nearest == double.PositiveInfinity)
            && !(bounds.Lt is { } below && below.Nearest == double.NegativeInfinity);
    }

    private static bool TryRaise(ExactNumber bound, bool isIncluded, ref long low)
    {
        if (bound.IsInteger)
        {
            if (!isIncluded && bound.Integer == long.MaxValue)
            {
                return false;
            }

            low = Math.Max(low, isIncluded ? bound.Integer : bound.Integer + 1);
            return true;
        }

        if (bound.Nearest >= TwoTo63)
        {
            return false;
        }

        // A float that is no integer lies well within 64 bits, or below all of them.
        low = bound.Nearest < -TwoTo63 ? low : Math.Max(low, (long)Math.Ceiling(bound.Nearest));
        return true;
    }

    private static bool TryLower(ExactNumber bound, bool isIncluded, ref long high)
    {
        if (bound.IsInteger)
        {
            if (!isIncluded && bound.Integer == long.MinValue)
            {
                return false;
            }

            high = Math.Min(high, isIncluded ? bound.Integer : bound.Integer - 1);
            return true;
        }

        if (bound.Nearest < -TwoTo63)
        {
            return false;
        }

        high = bound.Nearest >= TwoTo63 ? high : Math.Min(high, (long)Math.Floor(bound.Nearest));
        return true;
    }

    // The nearest float of an integer may lie on either side of it.
    private static double Above(ExactNumber bound, bool isIncluded)
    {
        int order = FloatOrder(bound);
        return order > 0 || (isIncluded && order == 0) ? bound.Nearest : Math.BitIncrement(bound.Nearest);
    }

    private static double Below(ExactNumber bound, bool isIncluded)
    {
        int order = FloatOrder(bound);
        return order < 0 || (isIncluded && order == 0) ? bound.Nearest : Math.BitDecrement(bound.Nearest);
    }

    private static int FloatOrder(ExactNumber bound) => new ExactNumber(bound.Nearest).CompareTo(bound);
}
