using System.Collections.Immutable;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Grains.Filters;

/// <summary>Puts filters of messages into the words of the engine.</summary>
internal static class FilterCompiler
{
    /// <param name="filter">Checked by <see cref="FilterRules.Check"/>; null for none.</param>
    /// <param name="fields">The vector fields of the collection.</param>
    /// <returns>Null for a filter that all points match.</returns>
    public static FilterExpression? Compile(Filter? filter, ImmutableArray<VectorField> fields)
        => filter is null || filter.IsEmpty ? null : Of(filter, fields);

    private static FilterExpression Of(Filter filter, ImmutableArray<VectorField> fields)
    {
        ImmutableArray<FilterExpression>.Builder all = ImmutableArray.CreateBuilder<FilterExpression>();
        all.AddRange(Of(filter.Must, fields));
        if (!filter.Should.IsDefaultOrEmpty)
        {
            all.Add(AnyOf(filter.Should, 1, fields));
        }

        if (filter.MinShould is { } minShould)
        {
            all.Add(AnyOf(minShould.Conditions, minShould.Count, fields));
        }

        foreach (FilterExpression part in Of(filter.MustNot, fields))
        {
            all.Add(new NotExpression(part));
        }

        return all.Count == 1 ? all[0] : new AllOfExpression(all.DrainToImmutable());
    }

    private static FilterExpression AnyOf(ImmutableArray<Condition> conditions, int count, ImmutableArray<VectorField> fields)
        => conditions.Length == 1 ? Of(conditions[0], fields) : new AnyOfExpression(Of(conditions, fields), count);

    private static ImmutableArray<FilterExpression> Of(ImmutableArray<Condition> conditions, ImmutableArray<VectorField> fields)
        => conditions.IsDefault ? [] : [.. conditions.Select(condition => Of(condition, fields))];

    private static FilterExpression Of(Condition condition, ImmutableArray<VectorField> fields) => condition switch
    {
        GroupCondition group => Of(group.Filter, fields),
        NestedCondition nested => new NestedExpression(PathOf(nested.Key), Of(nested.Filter, fields)),
        MatchAnyCondition any => new MatchAnyExpression(PathOf(any.Key), ValuesOf(any.Values)),
        MatchExceptCondition except => new MatchExceptExpression(PathOf(except.Key), ValuesOf(except.Values)),
        MatchTextCondition text => new MatchTextExpression(PathOf(text.Key), Encoding.UTF8.GetBytes(text.Text)),
        NumberRangeCondition range => new NumberRangeExpression(
            PathOf(range.Key),
            new Bounds<ExactNumber>(NumberOf(range.Gt), NumberOf(range.Gte), NumberOf(range.Lt), NumberOf(range.Lte))),
        DatetimeRangeCondition range => new DatetimeRangeExpression(
            PathOf(range.Key),
            new Bounds<long>(range.Gt?.UtcTicks, range.Gte?.UtcTicks, range.Lt?.UtcTicks, range.Lte?.UtcTicks)),
        GeoBoxCondition box => new GeoBoxExpression(PathOf(box.Key), PlaceOf(box.TopLeft), PlaceOf(box.BottomRight)),
        GeoRadiusCondition radius => new GeoRadiusExpression(PathOf(radius.Key), PlaceOf(radius.Center), radius.Meters),
        GeoPolygonCondition polygon => new GeoPolygonExpression(
            PathOf(polygon.Key),
            RingOf(polygon.Exterior),
            polygon.Interiors.IsDefault ? [] : [.. polygon.Interiors.Select(RingOf)]),
        ValuesCountCondition count => new ValuesCountExpression(
            PathOf(count.Key), new Bounds<int>(count.Gt, count.Gte, count.Lt, count.Lte)),
        IsEmptyCondition empty => new IsEmptyExpression(PathOf(empty.Key)),
        IsNullCondition isNull => new IsNullExpression(PathOf(isNull.Key)),
        HasIdCondition ids => new HasIdExpression(ids.Ids.Select(Encoding.UTF8.GetBytes)),
        HasVectorCondition vector => new HasVectorExpression(NumberOf(vector.Name, fields)),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "Not a condition."),
    };

    private static PayloadPath PathOf(string key) => PayloadPath.Parse(key);

    private static MatchValues ValuesOf(ImmutableArray<FilterValue> values) => new(
        values.Where(value => value.Kind == FilterValueKind.Text).Select(value => Encoding.UTF8.GetBytes(value.Text!)),
        values.Where(value => value.Kind == FilterValueKind.Integer).Select(value => value.Integer),
        hasTrue: values.Contains(true),
        hasFalse: values.Contains(false));

    private static ExactNumber? NumberOf(FilterNumber? number) => number switch
    {
        null => null,
        { Integer: { } integer } => new ExactNumber(integer),
        { } real => new ExactNumber(real.Real),
    };

    private static int NumberOf(string name, ImmutableArray<VectorField> fields)
    {
        int number = 0;
        while (fields[number].Name != name)
        {
            number++;
        }

        return number;
    }

    private static Place PlaceOf(GeoPoint point) => new(point.Lon, point.Lat);

    private static ImmutableArray<Place> RingOf(GeoRing ring) => [.. ring.Points.Select(PlaceOf)];
}
