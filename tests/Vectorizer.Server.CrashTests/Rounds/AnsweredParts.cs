using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>What an answer says of each part of a write.</summary>
/// <param name="Done">Parts that happened, with their sequence.</param>
/// <param name="Uncertain">Parts that may have happened.</param>
internal sealed record AnsweredParts(ImmutableArray<(PointPart Part, long Sequence)> Done, ImmutableArray<PointPart> Uncertain)
{
    private static readonly ImmutableArray<string> s_durabilities = ["memory", "os", "fsync"];

    /// <summary>Whether a problem leaves open what happened.</summary>
    public static bool IsUncertain(string? code) => code is "indeterminate" or "deadline_exceeded";

    /// <summary>Reads the answer to a write that was to be carried out.</summary>
    /// <exception cref="CrashViolationException">The answer says something that cannot be.</exception>
    public static AnsweredParts Read(PointWrite write, Answer answer)
    {
        bool isProblem = answer.Status != 200;
        if (!answer.Body.TryGetProperty("segments", out JsonElement segments))
        {
            return isProblem
                ? new AnsweredParts([], IsUncertain(answer.Code) ? write.Parts : [])
                : throw Violation(write, $"the answer tells no segments: {answer}");
        }

        List<(PointPart, long)> done = [];
        List<PointPart> uncertain = [];
        foreach (PointPart part in write.Parts)
        {
            JsonElement said = segments.EnumerateArray()
                .FirstOrDefault(segment => segment.GetProperty("segment").GetInt32() == part.Segment);
            if (said.ValueKind == JsonValueKind.Undefined)
            {
                throw Violation(write, $"the answer leaves out segment {part.Segment}: {answer}");
            }

            if (said.TryGetProperty("sequence", out JsonElement sequence))
            {
                string met = said.GetProperty("durability").GetString()!;
                if (s_durabilities.IndexOf(met) < s_durabilities.IndexOf(write.Durability))
                {
                    throw Violation(write, $"{write.Durability} was asked for and {met} acknowledged: {answer}");
                }

                done.Add((part, sequence.GetInt64()));
            }
            else if (IsUncertain(said.GetProperty("code").GetString()))
            {
                uncertain.Add(part);
            }
        }

        if (!isProblem && done.Count < write.Parts.Length)
        {
            throw Violation(write, $"success is told though a segment failed: {answer}");
        }

        return new AnsweredParts([.. done], [.. uncertain]);
    }

    private static CrashViolationException Violation(PointWrite write, string message)
        => new(write.Collection.Shape.Name, write.Ids, message);
}
