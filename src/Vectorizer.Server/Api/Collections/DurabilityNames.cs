using System.Text;
using System.Text.Json;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Durabilities as the API names them.</summary>
internal static class DurabilityNames
{
    private static readonly MemberNames s_names = new("memory", "os", "fsync");

    /// <summary>The names, for messages.</summary>
    public static string Joined => s_names.Joined;

    /// <summary>The durability on which the reader stands; null after a refusal.</summary>
    public static Durability? Read(ref StrictJsonReader json)
    {
        if (json.Token != JsonTokenType.String)
        {
            json.RefuseValue($"one of {s_names.Joined}");
            return null;
        }

        int number = json.Find(s_names);
        if (number < 0)
        {
            json.Refuse(s_names.Refuse(json.Raw, "durability"));
            return null;
        }

        return (Durability)number;
    }

    /// <summary>The durability of a name.</summary>
    public static bool TryParse(string name, out Durability durability)
    {
        for (int number = 0; number < 3; number++)
        {
            if (string.Equals(s_names[number], name, StringComparison.Ordinal))
            {
                durability = (Durability)number;
                return true;
            }
        }

        durability = default;
        return false;
    }

    /// <summary>Why a text is no durability.</summary>
    public static string Refuse(string text) => s_names.Refuse(Encoding.UTF8.GetBytes(text), "durability");

    /// <summary>The name of a durability.</summary>
    public static string Of(Durability durability) => s_names[(int)durability];
}
