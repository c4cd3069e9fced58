using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;

namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>What was measured under one labeling.</summary>
internal sealed class FilteredCase
{
    // Long enough to pass over a switch to another process, short enough to take turns often.
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(0.3);

    // A peer that walks most of its graph takes a tenth of a second a query.
    private const int PeerQueries = 40;
    private const int SlowPeerQueries = 8;

    private readonly FilteredSegment _segment;
    private readonly ContenderProcess? _peer;
    private readonly FilterExpression?[] _filters;
    private readonly int[][] _truth;
    private readonly string _folder;
    private readonly Dictionary<int, List<double>> _rates = [];
    private readonly Dictionary<int, List<double>> _peerRates = [];
    private readonly List<double> _exactRates = [];
    private int _peerQueries;

    /// <param name="labeling">Null for none.</param>
    /// <param name="segment">The engine.</param>
    /// <param name="peer">The peer, if it is there.</param>
    /// <param name="folder">Where files of labels may lie.</param>
    public FilteredCase(Labeling? labeling, FilteredSegment segment, ContenderProcess? peer, string folder)
    {
        Labeling = labeling;
        _segment = segment;
        _peer = peer;
        _folder = folder;
        _filters = segment.FiltersOf(labeling);
        _truth = segment.Find(_filters, ef: DataSet.Neighbors, exact: true);
        Matches = labeling?.OfQueries.Average(label => (double)labeling.OfRows.Count(row => row == label));
    }

    public Labeling? Labeling { get; }

    /// <summary>Matches of a query, on average.</summary>
    public double? Matches { get; }

    /// <summary>Recall by <c>ef</c>.</summary>
    public Dictionary<int, double> Recall { get; } = [];

    /// <summary>Queries by what was done, by <c>ef</c>.</summary>
    public Dictionary<int, Dictionary<SearchStrategy, int>> Strategies { get; } = [];

    /// <summary>Queries that found fewer than they could.</summary>
    public int Short { get; private set; }

    /// <summary>Recall of the peer by <c>ef</c>, of its first queries.</summary>
    public Dictionary<int, double> PeerRecall { get; } = [];

    public IReadOnlyList<double> Rates(int ef) => _rates[ef];

    public IReadOnlyList<double> PeerRates(int ef) => _peerRates[ef];

    public IReadOnlyList<double> ExactRates => _exactRates;

    /// <summary>Finds the recall of the engine.</summary>
    public void FindRecall(int ef)
    {
        Strategies[ef] = [];
        int[][] found = _segment.Find(_filters, ef, exact: false, Strategies[ef]);
        Recall[ef] = RecallOf(found);
        Short += found.Where((rows, query) => rows.Length < _truth[query].Length).Count();
    }

    /// <summary>Finds the recall of the peer.</summary>
    public void FindPeerRecall(int ef)
    {
        if (_peer is null)
        {
            return;
        }

        TellPeer();
        int[] numbers = _peer.FindRows(ef, Math.Min(PeerQueries, _truth.Length));
        PeerRecall[ef] = RecallOf([.. numbers.Chunk(DataSet.Neighbors)]);
    }

    /// <summary>Measures the engine, its exact scan of the matches and the peer once, by turns.</summary>
    public void MeasureRound(IReadOnlyList<int> efs)
    {
        TellPeer();
        _exactRates.Add(_segment.Measure(_filters, ef: DataSet.Neighbors, exact: true, s_duration));
        foreach (int ef in efs)
        {
            Add(_rates, ef, _segment.Measure(_filters, ef, exact: false, s_duration));
            if (_peer is not null)
            {
                double rate = _peer.Measure(ef, threads: 1, s_duration, first: 0, _peerQueries == 0 ? SlowPeerQueries : _peerQueries);
                Add(_peerRates, ef, rate);

                // The same queries as the engine where that takes no longer.
                _peerQueries = rate * s_duration.TotalSeconds > _truth.Length ? _truth.Length : SlowPeerQueries;
            }
        }
    }

    private static void Add(Dictionary<int, List<double>> rates, int ef, double rate)
    {
        if (!rates.TryGetValue(ef, out List<double>? rounds))
        {
            rates[ef] = rounds = [];
        }

        rounds.Add(rate);
    }

    private double RecallOf(int[][] found)
    {
        int wanted = 0;
        int right = 0;
        for (int query = 0; query < found.Length; query++)
        {
            wanted += _truth[query].Length;
            right += _truth[query].Intersect(found[query]).Count();
        }

        return wanted == 0 ? 1 : (double)right / wanted;
    }

    private void TellPeer()
    {
        if (_peer is null || Labeling is null)
        {
            return;
        }

        string rows = Path.Combine(_folder, "rows.i32");
        string queries = Path.Combine(_folder, "queries.i32");
        ArrayFile.Write<int>(rows, Labeling.OfRows);

        // The data set's file has more queries than are asked.
        ArrayFile.Write<int>(queries, [.. Labeling.OfQueries, .. new int[PeerQueryRoom]]);
        _peer.SetLabels(rows, queries);
    }

    private const int PeerQueryRoom = 10_000;
}
