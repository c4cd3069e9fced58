using Vectorizer.Abstractions.Points;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>Reads <c>{"ids":["…"]}</c>.</summary>
internal static class DeleteParser
{
    private static readonly MemberNames s_body = new("ids");

    /// <summary>The ids in a body, at least one.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static ByteStrings Parse(ReadOnlySpan<byte> body)
    {
        Faults faults = new();
        ByteStringsBuilder ids = new();
        StrictJsonReader json = new(body, faults);
        if (json.EnterObject(s_body, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out _))
            {
                ReadIds(ref json, ids);
            }

            if (scope.IsEmpty)
            {
                json.Refuse("ids", "is missing");
            }
        }

        json.End();
        faults.ThrowIfAny();
        return ids.Build();
    }

    private static void ReadIds(ref StrictJsonReader json, ByteStringsBuilder ids)
    {
        if (!json.EnterArray("an array of ids"))
        {
            return;
        }

        byte[] scratch = new byte[PointId.MaxEscapedBytes];
        int count = 0;
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (count > ApiLimits.Ids)
            {
                json.Skip();
            }
            else if (PointId.TryRead(ref json, scratch, out ReadOnlySpan<byte> id))
            {
                ids.Add(id);
            }
        }

        if (count is < 1 or > ApiLimits.Ids)
        {
            json.Refuse($"must have 1..{ApiLimits.Ids} ids, has {count}");
        }
    }
}
