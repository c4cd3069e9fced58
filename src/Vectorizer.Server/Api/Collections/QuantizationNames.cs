using System.Text;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Types of quantization as the API names them.</summary>
internal static class QuantizationNames
{
    private static readonly MemberNames s_names = new("scalar", "binary", "neighbor_codes");

    /// <summary>What there is, for messages.</summary>
    public const string Possible = "scalar with 8 bits, binary with 1 bit and neighbor_codes with 4 bits";

    /// <summary>The type on which the reader stands; null after a refusal.</summary>
    public static QuantizationType? Read(ref StrictJsonReader json)
    {
        if (json.Token != JsonTokenType.String)
        {
            json.RefuseValue($"one of {s_names.Joined}");
            return null;
        }

        int number = json.Find(s_names);
        if (number < 0)
        {
            json.Refuse(s_names.Refuse(json.Raw, "type of quantization"));
            return null;
        }

        return (QuantizationType)(number + 1);
    }

    /// <summary>The type of a name that has been checked.</summary>
    public static QuantizationType Parse(string name) => (QuantizationType)(s_names.Find(Encoding.UTF8.GetBytes(name)) + 1);

    /// <summary>The name of a type.</summary>
    public static string Of(QuantizationType type) => s_names[(int)type - 1];
}
