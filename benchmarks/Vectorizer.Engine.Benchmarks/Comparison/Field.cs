using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>Who takes part in a comparison, and with how many links.</summary>
/// <param name="Contenders">The engine first, then the peers that are there.</param>
/// <param name="Missing">One line for each contender that was asked for and is not there.</param>
/// <param name="Best">The best M of each contender, where it is known.</param>
internal sealed record Field(
    IReadOnlyList<Contender> Contenders, IReadOnlyList<string> Missing, IReadOnlyDictionary<string, BestM> Best)
{
    /// <summary>Who was asked for, as far as they are there.</summary>
    public static Field Of(CompareOptions options, DataSet data)
    {
        List<Contender> contenders = [];
        List<string> missing = [];
        foreach (Contender contender in Asked(Contender.Own, options.Quantization).Concat(Asked(Contender.Peers, options.Peers)))
        {
            if (contender.Missing(data) is { } reason)
            {
                Console.WriteLine(reason);
                missing.Add(reason);
            }
            else
            {
                contenders.Add(contender);
            }
        }

        return new Field(contenders, missing, BestM.Load(data.Name));
    }

    /// <summary>Everyone with the same M, and once more with their best one where that is another.</summary>
    public IEnumerable<(Contender Contender, int M)> Starters(int m) =>
    [
        .. Contenders.Select(contender => (contender, m)),
        .. Contenders
            .Where(contender => Best.TryGetValue(contender.Key, out BestM? best) && best.M != m)
            .Select(contender => (contender, Best[contender.Key].M)),
    ];

    /// <summary>The contender that others are measured by: the first peer, or the engine without quantization.</summary>
    public Contender Baseline => Contenders.FirstOrDefault(contender => !contender.IsOwn) ?? Contenders[0];

    private static IEnumerable<Contender> Asked(IReadOnlyList<Contender> all, IReadOnlyList<string> keys)
        => all.Where(contender => keys.Contains(contender.Key));
}
