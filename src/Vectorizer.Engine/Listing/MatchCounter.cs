using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Listing;

/// <summary>Counts the points of a segment that match a filter, as a reader sees them.</summary>
/// <remarks>Where indexes know the matches no point is looked at, and elsewhere only those that they leave open. For one thread, like the reader.</remarks>
public sealed class MatchCounter(SegmentReader reader)
{
    /// <summary>Counts the points that match.</summary>
    /// <param name="filter">What they match; null for all.</param>
    /// <param name="mostLooks">
    /// Points that may be looked at, at least 1. Where more would have to be, so many stand for all: one is drawn by lot from each of as many
    /// stretches of equal length, always the same ones.
    /// </param>
    /// <param name="isExact">Whether no point had to stand for others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public int Count(FilterExpression? filter, int mostLooks, out bool isExact, CancellationToken cancellationToken)
    {
        FilterCandidates candidates = reader.Candidates;
        candidates.Resolve(filter);
        isExact = candidates.AreMatches || candidates.Count <= mostLooks;
        return isExact
            ? CountAll(candidates, cancellationToken)
            : (int)Math.Round((double)CountSample(candidates, mostLooks, cancellationToken) / mostLooks * candidates.Count);
    }

    private static int CountAll(FilterCandidates candidates, CancellationToken cancellationToken)
    {
        int count = 0;
        for (int ordinal = candidates.NextVisible(0); ordinal >= 0; ordinal = candidates.NextVisible(ordinal + 1))
        {
            count += candidates.Matches(ordinal, cancellationToken) ? 1 : 0;
        }

        return count;
    }

    /// <remarks>Hidden candidates are drawn like others, and don't match: so the part that does is that of all candidates.</remarks>
    private static int CountSample(FilterCandidates candidates, int points, CancellationToken cancellationToken)
    {
        int hits = 0;
        int rank = 0;
        int ordinal = candidates.Next(0);
        for (int i = 0; i < points; i++)
        {
            int begin = (int)((long)candidates.Count * i / points);
            int end = (int)((long)candidates.Count * (i + 1) / points);
            for (int drawn = begin + (int)(SplitMix64.Of(i) % (ulong)(end - begin)); rank < drawn; rank++)
            {
                ordinal = candidates.Next(ordinal + 1);
            }

            hits += candidates.Contains(ordinal) && candidates.Matches(ordinal, cancellationToken) ? 1 : 0;
        }

        return hits;
    }
}
