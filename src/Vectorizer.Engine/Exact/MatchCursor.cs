using System.Numerics;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Exact;

/// <summary>Goes through the ordinals of a set, some at a time: those that have a node in a graph and that no walk has scored.</summary>
/// <param name="matches">The set.</param>
/// <param name="graph">The graph.</param>
/// <param name="scored">What a walk has scored; null for nothing.</param>
internal ref struct MatchCursor(MatchSet matches, HnswGraph graph, VisitedSet? scored)
{
    private readonly ReadOnlySpan<ulong> _words = matches.Ordinals.Words;
    private readonly bool _looksUp = !matches.AllHaveNodes;
    private ulong _rest;
    private int _next;

    /// <summary>What of the ordinals may be found.</summary>
    public readonly VisibleAt Visible => matches.Visible;

    /// <summary>Writes the next ordinals, as many as there is room for; 0 at the end.</summary>
    public int Read(scoped Span<int> ordinals)
    {
        int count = 0;
        while (count < ordinals.Length)
        {
            while (_rest == 0)
            {
                if (_next == _words.Length)
                {
                    return count;
                }

                _rest = _words[_next] & ~(scored?.Word(_next) ?? 0);
                _next++;
            }

            int ordinal = ((_next - 1) << 6) + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            if (!_looksUp || graph.Level(ordinal) != HnswGraph.NoLevel)
            {
                ordinals[count++] = ordinal;
            }
        }

        return count;
    }
}
