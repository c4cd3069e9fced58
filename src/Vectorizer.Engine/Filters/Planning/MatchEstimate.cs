using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>Tells from the counts that indexes keep how many points a filter may match at most, without finding them.</summary>
internal static class MatchEstimate
{
    /// <summary>The ordinals that may match, those of dead points included; all of them where no index tells less.</summary>
    public static int Most(SegmentIndex index, FilterExpression filter)
    {
        int ordinals = index.Points.Count;
        return (int)Math.Min(ordinals, filter switch
        {
            AllOfExpression all => all.Parts.Select(part => Most(index, part)).Append(ordinals).Min(),
            AnyOfExpression any => any.Parts.Sum(part => (long)Most(index, part)) / Math.Max(1, any.Count),
            NotExpression not => index.PayloadIndexes.Estimate(not.Part, ordinals, out int others) == IndexAnswer.Exact
                ? ordinals - others
                : ordinals,
            HasIdExpression ids => ids.Ids.Count,
            _ => index.PayloadIndexes.Estimate(filter, ordinals, out int matches) == IndexAnswer.None ? ordinals : matches,
        });
    }
}
