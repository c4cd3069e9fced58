using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Indexes;

/// <summary>The types of indexes over payloads as callers name them.</summary>
internal static class IndexTypeNames
{
    private static readonly (string Name, PayloadIndexType Type)[] s_names =
    [
        ("keyword", PayloadIndexType.Keyword),
        ("integer", PayloadIndexType.Integer),
        ("float", PayloadIndexType.Float),
        ("bool", PayloadIndexType.Bool),
        ("datetime", PayloadIndexType.Datetime),
        ("geo", PayloadIndexType.Geo),
        ("text", PayloadIndexType.Text),
        ("uuid", PayloadIndexType.Uuid),
    ];

    /// <summary>The name of a type.</summary>
    public static string Of(PayloadIndexType type) => s_names.First(pair => pair.Type == type).Name;

    /// <summary>Reads a type; null after a fault.</summary>
    public static PayloadIndexType? Read(ref StrictJsonReader json)
    {
        string? name = json.ReadString();
        if (name is null)
        {
            return null;
        }

        foreach ((string known, PayloadIndexType type) in s_names)
        {
            if (known == name)
            {
                return type;
            }
        }

        json.Refuse($"must be one of {string.Join(", ", s_names.Select(pair => pair.Name))}, was {Problems.Quoted.Text(name)}");
        return null;
    }
}
