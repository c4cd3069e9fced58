using System.Text.Json;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Points;

/// <summary>Reads <c>with_vector</c>: true, false or "base64".</summary>
internal static class WithVectorReader
{
    private static readonly MemberNames s_forms = new("base64");

    /// <summary>Whether vectors are wanted; null after a refusal.</summary>
    public static bool? Read(ref StrictJsonReader json, out bool base64)
    {
        base64 = json.Token == JsonTokenType.String && json.Find(s_forms) == 0;
        if (base64 || json.Token is JsonTokenType.True or JsonTokenType.False)
        {
            return base64 || json.ReadBoolean() == true;
        }

        json.RefuseValue("true, false or \"base64\"");
        return null;
    }
}
