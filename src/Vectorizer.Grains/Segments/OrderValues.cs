using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;

namespace Vectorizer.Grains.Segments;

/// <summary>Values that points are put in order by, as messages and as the engine have them.</summary>
internal static class OrderValues
{
    /// <summary>The order of a message as the engine has it.</summary>
    public static SortOrder Of(OrderBy order)
        => new(PayloadPath.Parse(order.Key), order.IsDescending, order.StartFrom is { } start ? Start(start) : null);

    /// <summary>A value that a caller has named: a text may stand for a point in time.</summary>
    private static SortValue Start(OrderValue value) => value.Kind == OrderValueKind.Text ? SortValue.Of(value.Text.Span) : Of(value);

    public static SortValue Of(OrderValue value) => value.Kind switch
    {
        OrderValueKind.Number => SortValue.Of(
            value.Number.Integer is { } integer ? new ExactNumber(integer) : new ExactNumber(value.Number.Real)),
        OrderValueKind.Datetime => SortValue.OfTicks(value.Number.Integer ?? 0),
        _ => SortValue.OfText(value.Text.Span),
    };

    public static OrderValue Of(SortValue value) => new(
        (OrderValueKind)value.Kind,
        value.Number.IsInteger || value.Kind == SortValueKind.Text
            ? (FilterNumber)(value.Kind == SortValueKind.Text ? 0 : value.Number.Integer)
            : value.Number.Nearest,
        value.Text.ToArray());
}
