using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>Reads <c>{"ids":["…"],"if_sequence":…}</c> or <c>{"filter":{…}}</c>.</summary>
internal static class DeleteParser
{
    private const int Ids = 0;
    private const int Filter = 1;

    private static readonly MemberNames s_body = new(PointSelectionReader.Ids, PointSelectionReader.Filter, "if_sequence");

    /// <summary>What a body says.</summary>
    /// <param name="body">The body.</param>
    /// <param name="points">Reads which points are meant.</param>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static DeleteBody Parse(ReadOnlySpan<byte> body, PointSelectionReader points)
    {
        Faults faults = new();
        PointSelection selection = new(null, null);
        long? ifSequence = null;
        StrictJsonReader json = new(body, faults);
        if (json.EnterObject(s_body, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out int member))
            {
                if (member == Ids)
                {
                    points.ReadIds(ref json);
                }
                else if (member == Filter)
                {
                    points.ReadFilter(ref json);
                }
                else if (!json.IsNull)
                {
                    ifSequence = json.ReadLong(1);
                }
            }

            selection = points.Complete(json);
            if (ifSequence is not null && selection.Ids is null)
            {
                json.Refuse("if_sequence", $"is for '{PointSelectionReader.Ids}' alone");
            }
        }

        json.End();
        faults.ThrowIfAny();
        return new DeleteBody(selection, ifSequence);
    }
}
