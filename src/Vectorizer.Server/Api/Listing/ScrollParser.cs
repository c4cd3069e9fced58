using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Points;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Filters;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Listing;

/// <summary>
/// Reads <c>{"filter":{…},"limit":…,"cursor":"…","order_by":{"key":"…","direction":"desc","start_from":…},"with_payload":…,"with_vector":…}</c>.
/// </summary>
/// <param name="fields">The vector fields of the collection.</param>
/// <param name="limits">What a request may ask of this node.</param>
internal sealed class ScrollParser(ImmutableArray<VectorField> fields, RequestLimits limits)
{
    /// <summary>Points of a page for which no number is given.</summary>
    public const int DefaultLimit = 100;

    private const int Filter = 0;
    private const int Limit = 1;
    private const int Cursor = 2;
    private const int Order = 3;
    private const int WithPayload = 4;
    private const int WithVector = 5;

    private const int Key = 0;
    private const int Direction = 1;
    private const int StartFrom = 2;
    private const int Descending = 1;

    private static readonly MemberNames s_body = new("filter", "limit", "cursor", "order_by", "with_payload", "with_vector");
    private static readonly MemberNames s_order = new("key", "direction", "start_from");
    private static readonly MemberNames s_directions = new("asc", "desc");

    /// <summary>What a body says.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public ScrollBody Parse(ReadOnlySpan<byte> body)
    {
        Faults faults = new();
        StrictJsonReader json = new(body, faults);
        ScrollQuery query = new() { Limit = Math.Min(DefaultLimit, limits.MaxPageSize) };
        bool? withPayload = true;
        bool? withVector = false;
        bool base64 = false;
        if (json.EnterObject(s_body, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out int member))
            {
                switch (member)
                {
                    case var _ when json.IsNull:
                        break;
                    case Filter:
                        query = query with { Filter = new FilterParser(fields, limits.Filters).Read(ref json) };
                        break;
                    case Limit:
                        query = query with { Limit = json.ReadInteger(1, limits.MaxPageSize) ?? 1 };
                        break;
                    case Cursor:
                        query = query with { Cursor = json.ReadText("'next_cursor' of an earlier page") };
                        break;
                    case Order:
                        query = query with { OrderBy = ReadOrder(ref json) };
                        break;
                    case WithPayload:
                        withPayload = json.ReadBoolean();
                        break;
                    case WithVector:
                        withVector = WithVectorReader.Read(ref json, out base64);
                        break;
                }
            }
        }

        json.End();
        faults.ThrowIfAny();
        PointParts parts = (withPayload == true ? PointParts.Payload : 0) | (withVector == true ? PointParts.Vectors : 0);
        return new ScrollBody(query with { Parts = parts }, base64);
    }

    private static OrderBy? ReadOrder(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_order, out ObjectScope scope))
        {
            return null;
        }

        string? key = null;
        int direction = 0;
        OrderValue? start = null;
        while (json.NextMember(ref scope, out int member))
        {
            switch (member)
            {
                case Key:
                    key = KeyReader.Read(ref json);
                    break;
                case var _ when json.IsNull:
                    break;
                case Direction:
                    direction = ReadDirection(ref json);
                    break;
                case StartFrom:
                    start = ReadStart(ref json);
                    break;
            }
        }

        if (!scope.Has(Key))
        {
            json.Refuse("key", "is missing");
        }

        return key is null ? null : new OrderBy(key, direction == Descending, start);
    }

    private static int ReadDirection(ref StrictJsonReader json)
    {
        int direction = json.Token == JsonTokenType.String ? json.Find(s_directions) : -1;
        if (direction < 0)
        {
            json.RefuseValue("\"asc\" or \"desc\"");
        }

        return direction;
    }

    private static OrderValue? ReadStart(ref StrictJsonReader json)
    {
        if (json.Token == JsonTokenType.String)
        {
            return new OrderValue(OrderValueKind.Text, 0L, Encoding.UTF8.GetBytes(json.ReadText()!));
        }

        if (json.Token != JsonTokenType.Number)
        {
            json.RefuseValue("a number, or a string: a date, a date and a time, or another text");
            return null;
        }

        FilterNumber? number = json.TryGetInteger(out long integer) ? integer : json.ReadDouble() is { } real ? real : null;
        return number is { } value ? new OrderValue(OrderValueKind.Number, value) : null;
    }
}
