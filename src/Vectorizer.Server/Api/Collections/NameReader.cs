using System.Text;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Reads names of collections and aliases in bodies.</summary>
internal static class NameReader
{
    /// <summary>The name on which the reader stands; empty after a refusal.</summary>
    public static string Read(ref StrictJsonReader json)
    {
        if (json.Token != JsonTokenType.String)
        {
            json.RefuseValue($"a name, {CollectionName.Rule}");
            return string.Empty;
        }

        byte[] text = new byte[json.Raw.Length];
        string name = Encoding.UTF8.GetString(text.AsSpan(0, json.CopyText(text)));
        if (CollectionRules.IsName(name))
        {
            return name;
        }

        json.Refuse($"must be {CollectionName.Rule}, was {Quoted.Text(name)}");
        return string.Empty;
    }

    /// <summary>The only member of an object; empty after a refusal.</summary>
    public static string ReadOnly(ref StrictJsonReader json, MemberNames member)
    {
        string name = string.Empty;
        if (!json.EnterObject(member, out ObjectScope scope))
        {
            return name;
        }

        while (json.NextMember(ref scope, out _))
        {
            name = Read(ref json);
        }

        if (scope.IsEmpty)
        {
            json.Refuse(member[0], "is missing");
        }

        return name;
    }
}
