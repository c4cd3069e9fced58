using Vectorizer.Abstractions.Points;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>Reads <c>{"ids":["…"],"if_sequence":…}</c>.</summary>
internal static class DeleteParser
{
    private const int Ids = 0;

    private static readonly MemberNames s_body = new("ids", "if_sequence");

    /// <summary>The ids in a body, at least one.</summary>
    /// <param name="body">The body.</param>
    /// <param name="maxIds">The most ids that it may hold.</param>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static DeleteBody Parse(ReadOnlySpan<byte> body, int maxIds)
    {
        Faults faults = new();
        ByteStringsBuilder ids = new();
        long? ifSequence = null;
        StrictJsonReader json = new(body, faults);
        if (json.EnterObject(s_body, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out int member))
            {
                if (member == Ids)
                {
                    ReadIds(ref json, ids, maxIds);
                }
                else if (!json.IsNull)
                {
                    ifSequence = json.ReadLong(1);
                }
            }

            if (!scope.Has(Ids))
            {
                json.Refuse("ids", "is missing");
            }
        }

        json.End();
        faults.ThrowIfAny();
        return new DeleteBody(ids.Build(), ifSequence);
    }

    private static void ReadIds(ref StrictJsonReader json, ByteStringsBuilder ids, int maxIds)
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
            if (count > maxIds)
            {
                json.Skip();
            }
            else if (PointId.TryRead(ref json, scratch, out ReadOnlySpan<byte> id))
            {
                ids.Add(id);
            }
        }

        if (count < 1 || count > maxIds)
        {
            json.Refuse($"must have 1..{maxIds} ids, has {count}");
        }
    }
}
