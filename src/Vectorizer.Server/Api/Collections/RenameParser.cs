using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Reads <c>{"to":"…"}</c>.</summary>
internal static class RenameParser
{
    private static readonly MemberNames s_body = new("to");

    /// <summary>The new name of a collection.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static string Parse(ReadOnlySpan<byte> body)
    {
        Faults faults = new();
        StrictJsonReader json = new(body, faults);
        string to = NameReader.ReadOnly(ref json, s_body);
        json.End();
        faults.ThrowIfAny();
        return to;
    }
}
