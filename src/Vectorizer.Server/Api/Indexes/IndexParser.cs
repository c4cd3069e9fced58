using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Indexes;

/// <summary>Reads which index over payloads there shall be.</summary>
internal static class IndexParser
{
    private const int Type = 0;

    private static readonly MemberNames s_members = new("type");

    /// <summary>The type in a body.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static PayloadIndexType Parse(ReadOnlySpan<byte> body)
    {
        Faults faults = new();
        StrictJsonReader json = new(body, faults);
        PayloadIndexType? type = null;
        if (json.EnterObject(s_members, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out int member))
            {
                if (member == Type)
                {
                    type = IndexTypeNames.Read(ref json);
                }
            }

            if (!scope.Has(Type))
            {
                json.Refuse("type", "is missing: say which values the index shall know");
            }
        }

        json.End();
        faults.ThrowIfAny();
        return type!.Value;
    }
}
