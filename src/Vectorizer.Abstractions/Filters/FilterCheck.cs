using System.Collections.Immutable;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Filters;

/// <summary>Looks through one filter, and throws at the first fault.</summary>
internal sealed class FilterCheck(ImmutableArray<VectorField> fields)
{
    private int _depth;
    private int _conditions;
    private int _operands;

    public void Check(Filter? filter, string argument, bool isNested)
    {
        Require(filter is not null, argument, "must be given");
        Require(++_depth <= FilterRules.MaxDepth, argument, $"must not lie deeper than {FilterRules.MaxDepth} filters");
        Check(filter!.Must, $"{argument}.must", isNested);
        Check(filter.Should, $"{argument}.should", isNested);
        Check(filter.MustNot, $"{argument}.must_not", isNested);
        if (filter.MinShould is { } minShould)
        {
            Check(minShould.Conditions, $"{argument}.min_should.conditions", isNested);
            Require($"{argument}.min_should.min_count", FilterRules.RefuseCount(
                minShould.Count, minShould.Conditions.IsDefault ? 0 : minShould.Conditions.Length));
        }

        _depth--;
    }

    private void Check(ImmutableArray<Condition> conditions, string argument, bool isNested)
    {
        if (conditions.IsDefaultOrEmpty)
        {
            return;
        }

        _conditions += conditions.Length;
        Require(_conditions <= FilterRules.MaxConditions, argument, $"brings the filter to more than {FilterRules.MaxConditions} conditions");
        for (int i = 0; i < conditions.Length; i++)
        {
            Check(conditions[i], $"{argument}[{i}]", isNested);
        }
    }

    private void Check(Condition? condition, string argument, bool isNested)
    {
        switch (condition)
        {
            case GroupCondition group:
                Check(group.Filter, argument, isNested);
                break;
            case NestedCondition nested:
                CheckKey(nested.Key, $"{argument}.nested");
                Check(nested.Filter, $"{argument}.nested.filter", isNested: true);
                break;
            case MatchAnyCondition any:
                CheckKey(any.Key, argument);
                CheckValues(any.Values, $"{argument}.match.any");
                break;
            case MatchExceptCondition except:
                CheckKey(except.Key, argument);
                CheckValues(except.Values, $"{argument}.match.except");
                break;
            case MatchTextCondition text:
                CheckKey(text.Key, argument);
                Require($"{argument}.match.text", FilterRules.RefuseText(text.Text));
                break;
            case NumberRangeCondition range:
                CheckKey(range.Key, argument);
                CheckBounds(range.Gt ?? range.Gte ?? range.Lt ?? range.Lte, $"{argument}.range");
                CheckNumber(range.Gt, $"{argument}.range.gt");
                CheckNumber(range.Gte, $"{argument}.range.gte");
                CheckNumber(range.Lt, $"{argument}.range.lt");
                CheckNumber(range.Lte, $"{argument}.range.lte");
                break;
            case DatetimeRangeCondition range:
                CheckKey(range.Key, argument);
                CheckBounds(range.Gt ?? range.Gte ?? range.Lt ?? range.Lte, $"{argument}.range");
                break;
            case ValuesCountCondition count:
                CheckKey(count.Key, argument);
                CheckBounds(count.Gt ?? count.Gte ?? count.Lt ?? count.Lte, $"{argument}.values_count");
                break;
            case GeoBoxCondition box:
                CheckKey(box.Key, argument);
                Require($"{argument}.geo_bounding_box.top_left", FilterRules.RefusePlace(box.TopLeft));
                Require($"{argument}.geo_bounding_box.bottom_right", FilterRules.RefusePlace(box.BottomRight));
                Require($"{argument}.geo_bounding_box.bottom_right", FilterRules.RefuseBox(box.TopLeft, box.BottomRight));
                break;
            case GeoRadiusCondition radius:
                CheckKey(radius.Key, argument);
                Require($"{argument}.geo_radius.center", FilterRules.RefusePlace(radius.Center));
                Require($"{argument}.geo_radius.radius", FilterRules.RefuseDistance(radius.Meters));
                break;
            case GeoPolygonCondition polygon:
                CheckKey(polygon.Key, argument);
                CheckPolygon(polygon, $"{argument}.geo_polygon");
                break;
            case IsEmptyCondition empty:
                CheckKey(empty.Key, $"{argument}.is_empty");
                break;
            case IsNullCondition isNull:
                CheckKey(isNull.Key, $"{argument}.is_null");
                break;
            case HasIdCondition ids:
                RequireOfPoint(isNested, $"{argument}.has_id");
                CheckIds(ids.Ids, $"{argument}.has_id");
                break;
            case HasVectorCondition vector:
                RequireOfPoint(isNested, $"{argument}.has_vector");
                CheckField(vector.Name, $"{argument}.has_vector");
                break;
            default:
                throw VectorizerException.InvalidArgument(argument, $"'{argument}' is no condition of a filter.");
        }
    }

    private static void CheckKey(string key, string argument) => Require($"{argument}.key", FilterRules.RefuseKey(key));

    private void CheckValues(ImmutableArray<FilterValue> values, string argument)
    {
        Require(argument, FilterRules.RefuseValues(values.IsDefault ? 0 : values.Length));
        Count(values.Length, argument);
        foreach (FilterValue value in values)
        {
            Require(value.Kind != FilterValueKind.Text || value.Text is not null, argument, "must not hold null");
        }
    }

    private void CheckIds(ImmutableArray<string> ids, string argument)
    {
        Require(argument, FilterRules.RefuseValues(ids.IsDefault ? 0 : ids.Length));
        Count(ids.Length, argument);
        for (int i = 0; i < ids.Length; i++)
        {
            PointRules.CheckId(Encoding.UTF8.GetBytes(ids[i]), $"{argument}[{i}]");
        }
    }

    private void CheckField(string name, string argument)
    {
        foreach (VectorField field in fields)
        {
            if (field.Name == name)
            {
                return;
            }
        }

        Require(argument, $"must be a vector field of the collection, was '{name}'");
    }

    private void CheckPolygon(GeoPolygonCondition polygon, string argument)
    {
        int corners = CheckRing(polygon.Exterior, $"{argument}.exterior.points");
        if (!polygon.Interiors.IsDefault)
        {
            for (int i = 0; i < polygon.Interiors.Length; i++)
            {
                corners += CheckRing(polygon.Interiors[i], $"{argument}.interiors[{i}].points");
            }
        }

        Require(corners <= FilterRules.MaxCorners, argument, $"must have at most {FilterRules.MaxCorners} corners, has {corners}");
        Count(corners, argument);
    }

    private static int CheckRing(GeoRing? ring, string argument)
    {
        int corners = ring is null || ring.Points.IsDefault ? 0 : ring.Points.Length;
        Require(argument, FilterRules.RefuseCorners(corners));
        for (int i = 0; i < corners; i++)
        {
            Require($"{argument}[{i}]", FilterRules.RefusePlace(ring!.Points[i]));
        }

        return corners;
    }

    private static void CheckBounds(object? bound, string argument)
        => Require(bound is not null, argument, "must have at least one of gt, gte, lt, lte");

    private static void CheckNumber(FilterNumber? number, string argument)
        => Require(number is not { Integer: null, Real: var real } || double.IsFinite(real), argument, "must be finite");

    private static void RequireOfPoint(bool isNested, string argument)
        => Require(!isNested, argument, "must not be inside of 'nested': it says something of the point and not of an element");

    private void Count(int operands, string argument)
    {
        _operands += operands;
        Require(
            _operands <= FilterRules.MaxOperands, argument, $"brings the filter to more than {FilterRules.MaxOperands} values, ids and corners");
    }

    private static void Require(bool holds, string argument, string refusal) => Require(argument, holds ? null : refusal);

    private static void Require(string argument, string? refusal)
    {
        if (refusal is not null)
        {
            throw VectorizerException.InvalidArgument(argument, $"'{argument}' {refusal}.");
        }
    }
}
