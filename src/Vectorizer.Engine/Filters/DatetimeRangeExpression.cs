namespace Vectorizer.Engine.Filters;

/// <summary>A point in time lies within bounds.</summary>
/// <param name="path">Where it lies in the payload.</param>
/// <param name="bounds">The bounds, in units of 100 ns since the begin of the year 1 in UTC.</param>
public sealed class DatetimeRangeExpression(PayloadPath path, Bounds<long> bounds) : ValueExpression(path)
{
    /// <summary>The bounds, in units of 100 ns since the begin of the year 1 in UTC.</summary>
    public Bounds<long> Bounds => bounds;

    internal override bool Accepts(in PayloadValue value) => value.TryGetDatetime(out long ticks) && bounds.Contain(ticks);
}
