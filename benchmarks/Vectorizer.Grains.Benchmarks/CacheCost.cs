using System.Diagnostics;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Grains.Search;

namespace Vectorizer.Grains.Benchmarks;

/// <summary>What a search that is not in the cache pays for having been looked for: hash, look-up, offer.</summary>
internal static class CacheCost
{
    private const int Calls = 200_000;
    private const int Rounds = 9;

    /// <summary>Measures on one thread and prints a line.</summary>
    public static void Run(int dimension)
    {
        ResultCache cache = new(Options.Create(new CachingOptions()));
        SegmentResults segment = new(cache);
        SearchRequest[] requests = [.. Enumerable.Range(0, 4_096).Select(number => new SearchRequest(
            0, new VectorBlock(Points.Vector(number, dimension)), 10, 100, false, PointParts.Payload, TimeSpan.FromSeconds(1)))];
        SearchResponse answer = new([SearchHits.Empty with { Parts = PointParts.Payload }], 1);
        List<double> times = [];
        long allocated = 0;
        for (int round = 0; round <= Rounds; round++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < Calls; i++)
            {
                // Another ef each time: never the same request.
                SearchRequest request = requests[i % requests.Length];
                int ef = (round * Calls) + i;
                ResultGeneration generation = segment.Current(1);
                ulong hash = segment.HashOf(request, ef);
                if (segment.Find(generation, hash, request, ef) is null)
                {
                    segment.Offer(generation, hash, request, ef, answer);
                }
            }

            times.Add(Stopwatch.GetElapsedTime(started).TotalNanoseconds / Calls);
            allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
        }

        double[] sorted = [.. times.Skip(1).Order()];
        Console.WriteLine(
            $"a miss, {dimension} floats: {sorted[Rounds / 2]:F0} ns ({sorted[0]:F0}..{sorted[^1]:F0}), {allocated / (double)Calls:F1} bytes allocated, {cache.Count} answers kept");
    }
}
