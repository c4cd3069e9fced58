using System.Collections.Immutable;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Filters;

/// <summary>Looks through one filter, and throws at the first fault.</summary>
internal sealed class FilterCheck(ImmutableArray<VectorField> fields)
{
    private const string NoBound = "must have at least one of gt, gte, lt, lte";

    private static readonly string s_tooDeep = $"must not lie deeper than {FilterRules.MaxDepth} filters";
    private static readonly string s_tooManyConditions = $"brings the filter to more than {FilterRules.MaxConditions} conditions";
    private static readonly string s_tooManyOperands = $"brings the filter to more than {FilterRules.MaxOperands} values, ids and corners";

    // Where in the filter it is: a member, and the index within it or −1. Written out only for a fault.
    private readonly List<(string Member, int Index)> _path = [("filter", -1)];

    private int _depth;
    private int _nesting;
    private int _conditions;
    private int _operands;

    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public void Check(Filter? filter)
    {
        Require(filter is not null, "", "must be given");
        Require(++_depth <= FilterRules.MaxDepth, "", s_tooDeep);
        Check(filter!.Must, "must");
        Check(filter.Should, "should");
        Check(filter.MustNot, "must_not");
        if (filter.MinShould is { } minShould)
        {
            _path.Add(("min_should", -1));
            Check(minShould.Conditions, "conditions");
            Require("min_count", FilterRules.RefuseCount(
                minShould.Count, minShould.Conditions.IsDefault ? 0 : minShould.Conditions.Length));
            Leave();
        }

        _depth--;
    }

    private void Check(ImmutableArray<Condition> conditions, string clause)
    {
        if (conditions.IsDefaultOrEmpty)
        {
            return;
        }

        _conditions += conditions.Length;
        Require(_conditions <= FilterRules.MaxConditions, clause, s_tooManyConditions);
        for (int i = 0; i < conditions.Length; i++)
        {
            _path.Add((clause, i));
            Check(conditions[i]);
            Leave();
        }
    }

    private void Check(Condition? condition)
    {
        switch (condition)
        {
            case GroupCondition group:
                Check(group.Filter);
                break;
            case NestedCondition nested:
                CheckNested(nested);
                break;
            case MatchAnyCondition any:
                CheckKey(any.Key);
                CheckValues(any.Values, "match.any");
                break;
            case MatchExceptCondition except:
                CheckKey(except.Key);
                CheckValues(except.Values, "match.except");
                break;
            case MatchTextCondition text:
                CheckKey(text.Key);
                Require("match.text", FilterRules.RefuseText(text.Text));
                break;
            case NumberRangeCondition range:
                CheckKey(range.Key);
                Require(range.Gt.HasValue || range.Gte.HasValue || range.Lt.HasValue || range.Lte.HasValue, "range", NoBound);
                CheckNumber(range.Gt, "range.gt");
                CheckNumber(range.Gte, "range.gte");
                CheckNumber(range.Lt, "range.lt");
                CheckNumber(range.Lte, "range.lte");
                break;
            case DatetimeRangeCondition range:
                CheckKey(range.Key);
                Require(range.Gt.HasValue || range.Gte.HasValue || range.Lt.HasValue || range.Lte.HasValue, "range", NoBound);
                break;
            case ValuesCountCondition count:
                CheckKey(count.Key);
                Require(count.Gt.HasValue || count.Gte.HasValue || count.Lt.HasValue || count.Lte.HasValue, "values_count", NoBound);
                break;
            case GeoBoxCondition box:
                CheckKey(box.Key);
                Require("geo_bounding_box.top_left", FilterRules.RefusePlace(box.TopLeft));
                Require("geo_bounding_box.bottom_right", FilterRules.RefusePlace(box.BottomRight));
                Require("geo_bounding_box.bottom_right", FilterRules.RefuseBox(box.TopLeft, box.BottomRight));
                break;
            case GeoRadiusCondition radius:
                CheckKey(radius.Key);
                Require("geo_radius.center", FilterRules.RefusePlace(radius.Center));
                Require("geo_radius.radius", FilterRules.RefuseDistance(radius.Meters));
                break;
            case GeoPolygonCondition polygon:
                CheckKey(polygon.Key);
                CheckPolygon(polygon);
                break;
            case IsEmptyCondition empty:
                CheckKey(empty.Key, "is_empty.key");
                break;
            case IsNullCondition isNull:
                CheckKey(isNull.Key, "is_null.key");
                break;
            case HasIdCondition ids:
                RequireOfPoint("has_id");
                CheckIds(ids.Ids);
                break;
            case HasVectorCondition vector:
                RequireOfPoint("has_vector");
                CheckField(vector.Name);
                break;
            default:
                throw Refusal("", "is no condition of a filter");
        }
    }

    private void CheckNested(NestedCondition nested)
    {
        _path.Add(("nested", -1));
        CheckKey(nested.Key);
        _path.Add(("filter", -1));
        _nesting++;
        Check(nested.Filter);
        _nesting--;
        Leave();
        Leave();
    }

    private void CheckKey(string key, string member = "key") => Require(member, FilterRules.RefuseKey(key));

    private void CheckValues(ImmutableArray<FilterValue> values, string member)
    {
        Require(member, FilterRules.RefuseValues(values.IsDefault ? 0 : values.Length));
        Count(values.Length, member);
        foreach (FilterValue value in values)
        {
            Require(value.Kind != FilterValueKind.Text || value.Text is not null, member, "must not hold null");
        }
    }

    private void CheckIds(ImmutableArray<string> ids)
    {
        Require("has_id", FilterRules.RefuseValues(ids.IsDefault ? 0 : ids.Length));
        Count(ids.Length, "has_id");
        for (int i = 0; i < ids.Length; i++)
        {
            if (string.IsNullOrEmpty(ids[i]) || Encoding.UTF8.GetByteCount(ids[i]) > PointRules.MaxIdBytes || ids[i].Contains('\0'))
            {
                PointRules.CheckId(Encoding.UTF8.GetBytes(ids[i] ?? ""), ArgumentOf($"has_id[{i}]"));
            }
        }
    }

    private void CheckField(string name)
    {
        foreach (VectorField field in fields)
        {
            if (field.Name == name)
            {
                return;
            }
        }

        throw Refusal("has_vector", $"must be a vector field of the collection, was '{name}'");
    }

    private void CheckPolygon(GeoPolygonCondition polygon)
    {
        _path.Add(("geo_polygon", -1));
        int corners = CheckRing(polygon.Exterior, "exterior", -1);
        for (int i = 0; !polygon.Interiors.IsDefault && i < polygon.Interiors.Length; i++)
        {
            corners += CheckRing(polygon.Interiors[i], "interiors", i);
        }

        Require("", FilterRules.RefuseAllCorners(corners));
        Count(corners, "");
        Leave();
    }

    private int CheckRing(GeoRing? ring, string member, int index)
    {
        _path.Add((member, index));
        int corners = ring is null || ring.Points.IsDefault ? 0 : ring.Points.Length;
        Require("points", FilterRules.RefuseCorners(corners));
        for (int i = 0; i < corners; i++)
        {
            if (FilterRules.RefusePlace(ring!.Points[i]) is { } refusal)
            {
                throw Refusal($"points[{i}]", refusal);
            }
        }

        Leave();
        return corners;
    }

    private void CheckNumber(FilterNumber? number, string member)
        => Require(number is not { Integer: null, Real: var real } || double.IsFinite(real), member, "must be finite");

    private void RequireOfPoint(string member)
        => Require(_nesting == 0, member, "must not be inside of 'nested': it says something of the point and not of an element");

    private void Count(int operands, string member)
    {
        _operands += operands;
        Require(_operands <= FilterRules.MaxOperands, member, s_tooManyOperands);
    }

    private void Leave() => _path.RemoveAt(_path.Count - 1);

    private void Require(bool holds, string member, string refusal) => Require(member, holds ? null : refusal);

    private void Require(string member, string? refusal)
    {
        if (refusal is not null)
        {
            throw Refusal(member, refusal);
        }
    }

    private VectorizerException Refusal(string member, string refusal)
    {
        string argument = ArgumentOf(member);
        return VectorizerException.InvalidArgument(argument, $"'{argument}' {refusal}.");
    }

    private string ArgumentOf(string member)
    {
        IEnumerable<string> parts = _path.Select(part => part.Index < 0 ? part.Member : $"{part.Member}[{part.Index}]");
        return string.Join('.', member.Length == 0 ? parts : parts.Append(member));
    }
}
