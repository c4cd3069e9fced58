using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Indexes;

/// <summary>The types of indexes over payloads as the API names them.</summary>
internal static class IndexTypeNames
{
    // In the order of their numbers, which begin at 1.
    private static readonly MemberNames s_names = new("keyword", "integer", "float", "bool", "datetime", "geo", "text", "uuid");

    /// <summary>The type on which the reader stands; null after a refusal.</summary>
    public static PayloadIndexType? Read(ref StrictJsonReader json)
    {
        if (json.Token != JsonTokenType.String)
        {
            json.RefuseValue($"one of {s_names.Joined}");
            return null;
        }

        int number = json.Find(s_names);
        if (number < 0)
        {
            json.Refuse(s_names.Refuse(json.Raw, "type of index"));
            return null;
        }

        return (PayloadIndexType)(number + 1);
    }

    /// <summary>The name of a type.</summary>
    public static string Of(PayloadIndexType type) => s_names[(int)type - 1];
}
