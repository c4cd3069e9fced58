using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Points;

namespace Vectorizer.Server.Api.Filters;

/// <summary>Reads filters: <c>{"must":[…],"should":[…],"must_not":[…],"min_should":{"conditions":[…],"min_count":…}}</c>.</summary>
/// <remarks>
/// docs/filters.md tells the language. Every fault is collected with its JSON pointer, and a filter that
/// was read without any is within <see cref="FilterRules"/>. A clause may be one condition instead of an array, and
/// what is null counts as left out. One instance reads the filters of one body.
/// </remarks>
internal sealed class FilterParser(ImmutableArray<VectorField> fields, FilterLimits limits)
{
    // Clauses come first, so that they have the same numbers in a filter and in a condition that is one.
    private const int Must = 0;
    private const int Should = 1;
    private const int MustNot = 2;
    private const int MinShould = 3;
    private const int Key = 4;
    private const int Match = 5;
    private const int Range = 6;
    private const int ValuesCount = 7;
    private const int GeoBox = 8;
    private const int GeoRadius = 9;
    private const int GeoPolygon = 10;
    private const int IsEmpty = 11;
    private const int IsNull = 12;
    private const int HasId = 13;
    private const int HasVector = 14;
    private const int Nested = 15;

    private const int Conditions = 0;
    private const int MinCount = 1;
    private const int NestedFilter = 1;

    private static readonly MemberNames s_filter = new("must", "should", "must_not", "min_should");
    private static readonly MemberNames s_condition = new(
        "must", "should", "must_not", "min_should", "key", "match", "range", "values_count", "geo_bounding_box", "geo_radius",
        "geo_polygon", "is_empty", "is_null", "has_id", "has_vector", "nested");

    private static readonly MemberNames s_minShould = new("conditions", "min_count");
    private static readonly MemberNames s_keyOnly = new("key");
    private static readonly MemberNames s_nested = new("key", "filter");

    private MemberNames? _fieldNames;
    private int _conditions;
    private int _operands;
    private int _depth;
    private int _nesting;

    private MemberNames FieldNames => _fieldNames ??= new MemberNames([.. fields.Select(item => item.Name)]);

    /// <summary>The filter on which the reader stands; null for null, and after a refusal.</summary>
    public Filter? Read(ref StrictJsonReader json)
    {
        _conditions = 0;
        _operands = 0;
        return json.IsNull ? null : ReadFilter(ref json);
    }

    private Filter? ReadFilter(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_filter, out ObjectScope scope))
        {
            return null;
        }

        Filter filter = new();
        while (json.NextMember(ref scope, out int member))
        {
            if (!json.IsNull)
            {
                filter = ReadClause(ref json, member, filter);
            }
        }

        return filter;
    }

    /// <summary>Adds a clause to a filter.</summary>
    private Filter ReadClause(ref StrictJsonReader json, int member, Filter filter)
    {
        if (_depth == limits.Depth)
        {
            json.Refuse($"must not lie deeper than {limits.Depth} filters, the 'limits.max_filter_depth' of this server");
            json.Skip();
            return filter;
        }

        _depth++;
        filter = member switch
        {
            Must => filter with { Must = ReadConditions(ref json) },
            Should => filter with { Should = ReadConditions(ref json) },
            MustNot => filter with { MustNot = ReadConditions(ref json) },
            _ => filter with { MinShould = ReadMinShould(ref json) },
        };
        _depth--;
        return filter;
    }

    private ImmutableArray<Condition> ReadConditions(ref StrictJsonReader json)
    {
        ImmutableArray<Condition>.Builder conditions = ImmutableArray.CreateBuilder<Condition>();
        if (json.Token == JsonTokenType.StartObject)
        {
            Add(ref json, conditions);
        }
        else if (json.EnterArray("an array of conditions"))
        {
            while (json.NextElement(out _))
            {
                Add(ref json, conditions);
            }
        }

        return conditions.DrainToImmutable();
    }

    private void Add(ref StrictJsonReader json, ImmutableArray<Condition>.Builder conditions)
    {
        if (++_conditions > limits.Conditions)
        {
            RefuseOnce(
                ref json,
                _conditions == limits.Conditions + 1,
                $"more than {limits.Conditions} conditions, the 'limits.max_filter_conditions' of this server");
            json.Skip();
        }
        else if (ReadCondition(ref json) is { } condition)
        {
            conditions.Add(condition);
        }
    }

    private MinShould? ReadMinShould(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_minShould, out ObjectScope scope))
        {
            return null;
        }

        ImmutableArray<Condition> conditions = [];
        int? count = null;
        while (json.NextMember(ref scope, out int member))
        {
            if (member == Conditions)
            {
                conditions = ReadConditions(ref json);
            }
            else
            {
                count = json.ReadInteger(1, FilterRules.MaxConditions);
            }
        }

        if (!scope.Has(Conditions) || !scope.Has(MinCount))
        {
            json.Refuse(s_minShould[scope.Has(Conditions) ? MinCount : Conditions], "is missing");
            return null;
        }

        if (count is { } known && FilterRules.RefuseCount(known, conditions.Length) is { } refusal)
        {
            json.Refuse("min_count", refusal);
        }

        return new MinShould(conditions, count ?? 1);
    }

    private Condition? ReadCondition(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_condition, out ObjectScope scope))
        {
            return null;
        }

        Filter? group = null;
        string? key = null;
        Condition? ofPoint = null;
        Func<string, Condition>? ofKey = null;
        bool hasKey = false;
        int kind = -1;
        int kinds = 0;
        while (json.NextMember(ref scope, out int member))
        {
            if (json.IsNull)
            {
                continue;
            }

            if (member <= MinShould)
            {
                kinds += group is null ? 1 : 0;
                group = ReadClause(ref json, member, group ?? new Filter());
            }
            else if (member == Key)
            {
                hasKey = true;
                key = ReadKey(ref json);
            }
            else
            {
                kinds++;
                kind = member;
                if (member <= GeoPolygon)
                {
                    ofKey = ReadOfKey(ref json, member);
                }
                else
                {
                    ofPoint = ReadOfPoint(ref json, member);
                }
            }
        }

        if (kinds != 1)
        {
            json.Refuse(kinds == 0
                ? "must be a condition: a 'key' with match, range, values_count, geo_bounding_box, geo_radius or geo_polygon, or one of "
                    + "is_empty, is_null, has_id, has_vector, nested, must, should, must_not, min_should"
                : $"must be one condition, is {kinds}: give each an object of its own");
            return null;
        }

        bool needsKey = kind is >= Match and <= GeoPolygon;
        if (needsKey != hasKey)
        {
            json.Refuse("key", hasKey ? "does not go with this condition" : "is missing");
            return null;
        }

        return needsKey
            ? key is null ? null : ofKey?.Invoke(key)
            : group is null ? ofPoint : new GroupCondition(group);
    }

    /// <summary>A condition whose key stands beside it; null after a refusal.</summary>
    private Func<string, Condition>? ReadOfKey(ref StrictJsonReader json, int member)
    {
        int operands = 0;
        Func<string, Condition>? condition = member switch
        {
            Match => MatchParser.Read(ref json, out operands),
            Range => RangeParser.Read(ref json),
            ValuesCount => RangeParser.ReadCount(ref json),
            GeoBox => GeoParser.ReadBox(ref json),
            GeoRadius => GeoParser.ReadRadius(ref json),
            _ => GeoParser.ReadPolygon(ref json, out operands),
        };
        Count(ref json, operands);
        return condition;
    }

    private Condition? ReadOfPoint(ref StrictJsonReader json, int member) => member switch
    {
        IsEmpty => ReadKeyOnly(ref json) is { } key ? new IsEmptyCondition(key) : null,
        IsNull => ReadKeyOnly(ref json) is { } key ? new IsNullCondition(key) : null,
        HasId => ReadIds(ref json),
        HasVector => ReadVector(ref json),
        Nested => ReadNested(ref json),
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "Not a condition of its own."),
    };

    private static string? ReadKey(ref StrictJsonReader json)
    {
        if (json.ReadText("a key, which is a path into payloads like \"price.usd\"") is not { } key)
        {
            return null;
        }

        if (FilterRules.RefuseKey(key) is { } refusal)
        {
            json.Refuse(refusal);
            return null;
        }

        return key;
    }

    /// <summary>The key of <c>{"key":"…"}</c>; null after a refusal.</summary>
    private static string? ReadKeyOnly(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_keyOnly, out ObjectScope scope))
        {
            return null;
        }

        string? key = null;
        while (json.NextMember(ref scope, out _))
        {
            key = ReadKey(ref json);
        }

        if (scope.IsEmpty)
        {
            json.Refuse("key", "is missing");
        }

        return key;
    }

    private NestedCondition? ReadNested(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_nested, out ObjectScope scope))
        {
            return null;
        }

        string? key = null;
        Filter? filter = null;
        while (json.NextMember(ref scope, out int member))
        {
            if (member == NestedFilter)
            {
                _nesting++;
                filter = ReadFilter(ref json);
                _nesting--;
            }
            else
            {
                key = ReadKey(ref json);
            }
        }

        for (int member = 0; member <= NestedFilter; member++)
        {
            if (!scope.Has(member))
            {
                json.Refuse(s_nested[member], "is missing");
            }
        }

        return key is null || filter is null ? null : new NestedCondition(key, filter);
    }

    private HasIdCondition? ReadIds(ref StrictJsonReader json)
    {
        RefuseInsideOfNested(ref json);
        if (!json.EnterArray("an array of ids"))
        {
            return null;
        }

        ImmutableArray<string>.Builder ids = ImmutableArray.CreateBuilder<string>();
        byte[] scratch = new byte[PointId.MaxEscapedBytes];
        int count = 0;
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (count > FilterRules.MaxValues)
            {
                json.Skip();
            }
            else if (PointId.TryRead(ref json, scratch, out ReadOnlySpan<byte> id))
            {
                ids.Add(Encoding.UTF8.GetString(id));
            }
        }

        if (FilterRules.RefuseValues(count) is { } refusal)
        {
            json.Refuse(refusal);
            return null;
        }

        Count(ref json, count);
        return new HasIdCondition(ids.DrainToImmutable());
    }

    private HasVectorCondition? ReadVector(ref StrictJsonReader json)
    {
        RefuseInsideOfNested(ref json);
        if (json.Token != JsonTokenType.String)
        {
            json.RefuseValue($"the name of a vector field, one of {FieldNames.Joined}");
            return null;
        }

        int number = json.Find(FieldNames);
        if (number < 0)
        {
            json.Refuse(FieldNames.Refuse(json.Raw, "vector field"));
            return null;
        }

        return new HasVectorCondition(fields[number].Name);
    }

    private void RefuseInsideOfNested(ref StrictJsonReader json)
    {
        if (_nesting > 0)
        {
            json.Refuse("must not be inside of 'nested': it says something of the point and not of an element");
        }
    }

    private void Count(ref StrictJsonReader json, int operands)
    {
        bool isWithin = _operands <= FilterRules.MaxOperands;
        _operands += operands;
        RefuseOnce(ref json, isWithin && _operands > FilterRules.MaxOperands, $"more than {FilterRules.MaxOperands} values, ids and corners");
    }

    private static void RefuseOnce(ref StrictJsonReader json, bool isFirst, string excess)
    {
        if (isFirst)
        {
            json.Refuse($"brings the filter to {excess}");
        }
    }
}
