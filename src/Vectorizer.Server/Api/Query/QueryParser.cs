using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Filters;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Query;

/// <summary>Reads one query, or <c>{"queries":[…]}</c>. One instance reads one body.</summary>
internal sealed class QueryParser
{
    private const int Vector = 0;
    private const int Id = 1;
    private const int Using = 2;
    private const int Limit = 3;
    private const int Offset = 4;
    private const int Ef = 5;
    private const int Exact = 6;
    private const int ScoreThreshold = 7;
    private const int WithPayload = 8;
    private const int WithVector = 9;
    private const int FilterOf = 10;
    private const int Explain = 11;
    private const int Recommend = 12;

    private static readonly MemberNames s_batch = new("queries");
    private static readonly MemberNames s_vectorForms = new("base64");
    private static readonly MemberNames s_query = new(
        "vector", "id", "using", "limit", "offset", "ef", "exact", "score_threshold", "with_payload", "with_vector", "filter", "explain", "recommend");

    private readonly ImmutableArray<VectorField> _fields;
    private readonly float[] _floats;
    private readonly Faults _faults = new();
    private readonly FilterLimits _filterLimits;
    private MemberNames? _fieldNames;
    private FilterParser? _filters;
    private RecommendParser? _recommendations;

    private QueryParser(CollectionDefinition definition, FilterLimits filterLimits, float[] floats)
    {
        _fields = definition.Fields;
        _filterLimits = filterLimits;
        _floats = floats;
    }

    private MemberNames FieldNames => _fieldNames ??= new MemberNames([.. _fields.Select(item => item.Name)]);

    /// <summary>The one query of a body, checked against the collection.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static ImmutableArray<PointQuery> Parse(
        ReadOnlySpan<byte> body, CollectionDefinition definition, FilterLimits filterLimits)
        => Parse(body, definition, filterLimits, batch: false);

    /// <summary>The queries of a body, checked against the collection.</summary>
    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, CollectionDefinition, FilterLimits)" path="/exception"/>
    public static ImmutableArray<PointQuery> ParseBatch(
        ReadOnlySpan<byte> body, CollectionDefinition definition, FilterLimits filterLimits)
        => Parse(body, definition, filterLimits, batch: true);

    private static ImmutableArray<PointQuery> Parse(
        ReadOnlySpan<byte> body, CollectionDefinition definition, FilterLimits filterLimits, bool batch)
    {
        float[] floats = ArrayPool<float>.Shared.Rent(MaxDimension(definition.Fields));
        try
        {
            QueryParser parser = new(definition, filterLimits, floats);
            List<PointQuery> queries = new(1);
            StrictJsonReader json = new(body, parser._faults);
            if (batch)
            {
                parser.ReadBatch(ref json, queries);
            }
            else
            {
                parser.ReadQuery(ref json, queries);
            }

            json.End();
            parser._faults.ThrowIfAny();
            return [.. queries];
        }
        finally
        {
            ArrayPool<float>.Shared.Return(floats);
        }
    }

    private static int MaxDimension(ImmutableArray<VectorField> fields)
    {
        int max = 0;
        foreach (VectorField field in fields)
        {
            max = Math.Max(max, field.Dimension);
        }

        return max;
    }

    private void ReadBatch(ref StrictJsonReader json, List<PointQuery> queries)
    {
        if (!json.EnterObject(s_batch, out ObjectScope scope))
        {
            return;
        }

        while (json.NextMember(ref scope, out _))
        {
            ReadQueries(ref json, queries);
        }

        if (scope.IsEmpty)
        {
            json.Refuse("queries", "is missing");
        }
    }

    private void ReadQueries(ref StrictJsonReader json, List<PointQuery> queries)
    {
        if (!json.EnterArray("an array of queries"))
        {
            return;
        }

        int count = 0;
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (count <= ApiLimits.Queries)
            {
                ReadQuery(ref json, queries);
            }
            else
            {
                json.Skip();
            }
        }

        if (count is < 1 or > ApiLimits.Queries)
        {
            json.Refuse($"must have 1..{ApiLimits.Queries} queries, has {count}");
        }

        long hits = queries.Sum(query => (long)query.Offset + query.Limit);
        if (hits > SearchRules.MaxHits)
        {
            json.Refuse($"must ask for at most {SearchRules.MaxHits} hits together, asks for {hits}");
        }
    }

    private void ReadQuery(ref StrictJsonReader json, List<PointQuery> queries)
    {
        if (!json.EnterObject(s_query, out ObjectScope scope))
        {
            return;
        }

        int number = _fields.Length == 1 ? 0 : -1;
        int floats = 0;
        byte[] id = [];
        Recommendation? recommendation = null;
        int? limit = PointQuery.DefaultLimit;
        int? offset = 0;
        int? ef = null;
        bool? exact = false;
        float? threshold = null;
        bool? withPayload = true;
        bool? withVector = false;
        bool base64 = false;
        Filter? filter = null;
        bool? explain = false;
        while (json.NextMember(ref scope, out int member))
        {
            switch (member)
            {
                case Vector:
                    floats = VectorReader.Read(ref json, _floats);
                    break;
                case Id:
                    id = ReadId(ref json);
                    break;
                case Recommend:
                    recommendation = (_recommendations ??= new RecommendParser(_floats)).Read(ref json);
                    break;
                case var _ when json.IsNull:
                    break;
                case Using:
                    number = ReadFieldName(ref json);
                    break;
                case Limit:
                    limit = json.ReadInteger(1, SearchRules.MaxLimit);
                    break;
                case Offset:
                    offset = json.ReadInteger(0, SearchRules.MaxLimit);
                    break;
                case Ef:
                    ef = json.ReadInteger(1, SearchRules.MaxEf);
                    break;
                case Exact:
                    exact = json.ReadBoolean();
                    break;
                case ScoreThreshold:
                    threshold = json.ReadFloat();
                    break;
                case WithPayload:
                    withPayload = json.ReadBoolean();
                    break;
                case Explain:
                    explain = json.ReadBoolean();
                    break;
                case WithVector:
                    withVector = ReadWithVector(ref json, out base64);
                    break;
                case FilterOf:
                    filter = (_filters ??= new FilterParser(_fields, _filterLimits)).Read(ref json);
                    break;
            }
        }

        if (number < 0 && !scope.Has(Using))
        {
            json.Refuse("using", $"is missing: the collection has several vector fields, {FieldNames.Joined}");
        }

        if (!CheckTarget(ref json, scope, number, floats, recommendation)
            | !CheckHits(ref json, limit ?? 1, offset ?? 0, id.Length > 0, recommendation)
            || (floats == 0 && id.Length == 0 && recommendation is null))
        {
            // Refused already.
            return;
        }

        queries.Add(new PointQuery
        {
            Field = _fields[number],
            Vector = floats == 0 ? default : _floats.AsSpan(0, Math.Min(floats, _floats.Length)).ToArray(),
            Id = id,
            Recommendation = recommendation,
            Limit = limit ?? 1,
            Offset = offset ?? 0,
            Ef = ef,
            Exact = exact ?? false,
            Filter = filter,
            ScoreThreshold = threshold,
            Explain = explain ?? false,
            VectorsAsBase64 = base64,
            Parts = (withPayload == true ? PointParts.Payload : 0) | (withVector == true ? PointParts.Vectors : 0),
        });
    }

    /// <summary>Whether vectors are wanted; null after a refusal.</summary>
    private static bool? ReadWithVector(ref StrictJsonReader json, out bool base64)
    {
        base64 = json.Token == JsonTokenType.String && json.Find(s_vectorForms) == 0;
        if (base64 || json.Token is JsonTokenType.True or JsonTokenType.False)
        {
            return base64 || json.ReadBoolean() == true;
        }

        json.RefuseValue("true, false or \"base64\"");
        return null;
    }

    private static byte[] ReadId(ref StrictJsonReader json)
        => PointId.TryRead(ref json, new byte[PointId.MaxEscapedBytes], out ReadOnlySpan<byte> id) ? id.ToArray() : [];

    private int ReadFieldName(ref StrictJsonReader json)
    {
        if (json.Token != JsonTokenType.String)
        {
            json.RefuseValue($"the name of a vector field, one of {FieldNames.Joined}");
            return -1;
        }

        int number = json.Find(FieldNames);
        if (number < 0)
        {
            json.Refuse(FieldNames.Refuse(json.Raw, "vector field"));
        }

        return number;
    }

    /// <summary>Whether it is known what to search for, and where.</summary>
    private bool CheckTarget(ref StrictJsonReader json, ObjectScope scope, int number, int floats, Recommendation? recommendation)
    {
        if (!scope.Has(Vector) && !scope.Has(Id) && !scope.Has(Recommend))
        {
            json.Refuse("vector", "is missing; give 'vector', 'id' or 'recommend'");
            return false;
        }

        if ((scope.Has(Vector) && scope.Has(Id)) || (scope.Has(Recommend) && (scope.Has(Vector) || scope.Has(Id))))
        {
            json.Refuse(
                scope.Has(Vector) ? "vector" : "id", $"and '{(scope.Has(Vector) && scope.Has(Id) ? "id" : "recommend")}' exclude each other");
            return false;
        }

        if (number < 0 || floats < 0)
        {
            return false;
        }

        if (recommendation is not null)
        {
            return RecommendParser.Check(ref json, recommendation, _fields[number]);
        }

        if (scope.Has(Vector))
        {
            // More floats than any field has are not kept; their number alone is enough for the refusal.
            string? refusal = floats > _floats.Length
                ? $"must have {_fields[number].Dimension} floats, the dimension of the vector field, has {floats}"
                : PointQuery.RefuseVector(_fields[number], _floats.AsSpan(0, floats));
            if (refusal is not null)
            {
                json.Refuse("vector", refusal);
                return false;
            }
        }

        return true;
    }

    private static bool CheckHits(ref StrictJsonReader json, int limit, int offset, bool byId, Recommendation? recommendation)
    {
        // A point that is searched for takes a place of its own before it is left out.
        int examples = recommendation?.Examples.Count(example => !example.Id.IsEmpty) ?? 0;
        int max = SearchRules.MaxLimit - (byId ? 1 : examples);
        if (limit + offset <= max)
        {
            return true;
        }

        string when = byId ? " when 'id' is given" : examples > 0 ? $" when {examples} points are examples" : string.Empty;
        json.Refuse("limit", $"and 'offset' must be at most {max} together{when}, were {limit + offset}");
        return false;
    }
}
