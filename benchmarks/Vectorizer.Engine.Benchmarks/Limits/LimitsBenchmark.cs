using System.Globalization;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Limits;

/// <summary>The rate of random rows by their length, on small and on huge pages, with one and with all threads.</summary>
internal static class LimitsBenchmark
{
    /// <summary>The name of the report's section.</summary>
    public const string Section = "limits";

    private const long RegionBytes = 512L * 1024 * 1024;

    private static readonly TimeSpan s_duration = TimeSpan.FromMilliseconds(200);

    // The floats of GloVe-100 and MNIST-784, a byte for each float with constants behind them, and a bit for each.
    private static readonly int[] s_rowBytes = [400, 3_136, 116, 800, 32, 112];

    public static string Run(int rounds, CancellationToken cancellationToken)
    {
        int[] threads = Environment.ProcessorCount == 1 ? [1] : [1, Environment.ProcessorCount];
        MarkdownTable table = new(
        [
            "bytes of a row", "pages", "rows ahead",
            .. threads.Select(count => $"M rows/s, {MarkdownTable.Threads(count)}"), "GB/s, 1 thread",
        ]);
        foreach (int rowBytes in s_rowBytes)
        {
            foreach (bool hugePages in (bool[])[false, true])
            {
                RowLayout layout = RowLayout.Aligned(rowBytes);
                using RandomRows rows = new(layout, (int)(RegionBytes / layout.StrideBytes), hugePages);
                int prefetch = rows.FindBestPrefetch();
                List<double>[] rates = [.. threads.Select(_ => new List<double>())];
                for (int round = 0; round < rounds; round++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    for (int i = 0; i < threads.Length; i++)
                    {
                        rates[i].Add(rows.Measure(prefetch, threads[i], s_duration) / 1e6);
                    }
                }

                table.Add(
                [
                    rowBytes.ToString("N0", CultureInfo.InvariantCulture),
                    hugePages ? "2 MiB" : "4 KiB",
                    prefetch.ToString(CultureInfo.InvariantCulture),
                    .. rates.Select(rate => MarkdownTable.Text(Spread.Of(rate), "0.0")),
                    (Spread.Of(rates[0]).Median * rowBytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture),
                ]);
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            ### Random rows: the limit of the machine

            Rows anywhere in {RegionBytes >> 20} MiB, each at the start of a cache line, their numbers known beforehand, asked for so many
            rows ahead as is best on one thread, read once and added up; medians and ranges of {rounds} rounds. The rows of 400 and
            3,136 bytes are the floats of the two data sets; 116 and 800, 32 and 112 are about what bytes and bits make of them.

            {table}
            """);
    }
}
