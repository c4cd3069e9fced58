using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Filters;

/// <summary>Reads <c>{"value":…}</c>, <c>{"any":[…]}</c>, <c>{"except":[…]}</c> and <c>{"text":"…"}</c>.</summary>
internal static class MatchParser
{
    private const int Value = 0;
    private const int Any = 1;
    private const int Except = 2;

    private const string Expected = "a string, a whole number of 64 bits, true or false";

    private static readonly MemberNames s_match = new("value", "any", "except", "text");

    /// <summary>The condition, its key still to come; null after a refusal.</summary>
    /// <param name="json">Stands on the object.</param>
    /// <param name="operands">Values that it has.</param>
    public static Func<string, Condition>? Read(ref StrictJsonReader json, out int operands)
    {
        operands = 0;
        if (!json.EnterObject(s_match, out ObjectScope scope))
        {
            return null;
        }

        Func<string, Condition>? condition = null;
        int forms = 0;
        while (json.NextMember(ref scope, out int member))
        {
            if (json.IsNull)
            {
                continue;
            }

            forms++;
            condition = member switch
            {
                Value => ReadValue(ref json),
                Any => ReadAny(ref json, out operands),
                Except => ReadExcept(ref json, out operands),
                _ => ReadText(ref json),
            };
        }

        if (forms == 1)
        {
            return condition;
        }

        json.Refuse($"must have exactly one of {s_match.Joined}, has {forms}");
        return null;
    }

    private static Func<string, Condition>? ReadValue(ref StrictJsonReader json)
        => TryReadOne(ref json, out FilterValue value) ? key => new MatchAnyCondition(key, [value]) : null;

    private static Func<string, Condition>? ReadAny(ref StrictJsonReader json, out int operands)
    {
        ImmutableArray<FilterValue> values = ReadValues(ref json, out operands);
        return values.IsDefault ? null : key => new MatchAnyCondition(key, values);
    }

    private static Func<string, Condition>? ReadExcept(ref StrictJsonReader json, out int operands)
    {
        ImmutableArray<FilterValue> values = ReadValues(ref json, out operands);
        return values.IsDefault ? null : key => new MatchExceptCondition(key, values);
    }

    private static Func<string, Condition>? ReadText(ref StrictJsonReader json)
    {
        if (json.ReadText("a text, whose words are looked for") is not { } text)
        {
            return null;
        }

        if (FilterRules.RefuseText(text) is { } refusal)
        {
            json.Refuse(refusal);
            return null;
        }

        return key => new MatchTextCondition(key, text);
    }

    private static ImmutableArray<FilterValue> ReadValues(ref StrictJsonReader json, out int count)
    {
        count = 0;
        if (!json.EnterArray("an array of strings, whole numbers of 64 bits, true and false"))
        {
            return default;
        }

        ImmutableArray<FilterValue>.Builder values = ImmutableArray.CreateBuilder<FilterValue>();
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (count > FilterRules.MaxValues)
            {
                json.Skip();
            }
            else if (TryReadOne(ref json, out FilterValue value))
            {
                values.Add(value);
            }
        }

        if (FilterRules.RefuseValues(count) is { } refusal)
        {
            json.Refuse(refusal);
            return default;
        }

        return values.DrainToImmutable();
    }

    private static bool TryReadOne(ref StrictJsonReader json, out FilterValue value)
    {
        value = default;
        switch (json.Token)
        {
            case JsonTokenType.String:
                value = json.ReadText()!;
                return true;
            case JsonTokenType.Number when json.TryGetInteger(out long integer):
                value = integer;
                return true;
            case JsonTokenType.True:
            case JsonTokenType.False:
                value = json.Token == JsonTokenType.True;
                return true;
            case JsonTokenType.Number:
                json.RefuseValue($"{Expected}; other numbers are found by a range");
                return false;
            default:
                json.RefuseValue(Expected);
                return false;
        }
    }
}
