using Vectorizer.Abstractions.Filters;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Listing;

/// <summary>Reads a path into payloads.</summary>
internal static class KeyReader
{
    /// <summary>The path on which the reader stands; null after a refusal.</summary>
    public static string? Read(ref StrictJsonReader json)
    {
        if (json.ReadText("a path like 'a.b'") is not { } key)
        {
            return null;
        }

        if (FilterRules.RefuseKey(key) is not { } refusal)
        {
            return key;
        }

        json.Refuse(refusal);
        return null;
    }
}
