using System.Globalization;
using System.Text;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>What a comparison found, as a section of a page: short tables first, the curves at the end.</summary>
internal sealed class ComparisonReport(
    CompareOptions options,
    DataSet data,
    Field field,
    IReadOnlyList<Entrant> entrants,
    IReadOnlyList<WalkLimit> limits,
    int[] threads)
{
    private static readonly double[] s_recalls = [0.90, 0.95, 0.99];

    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"### {data.Title}\n\n");
        Append(text, Conditions());
        if (data.Name == "glove")
        {
            Append(
                text,
                "**Numbers to beat.** The best peer at any M of this run; ratios of medians. Those of a server are in "
                + "[benchmarks-http.md](benchmarks-http.md).");
            Append(text, TargetTable.Of(entrants, data.RowCount, options.Threads));
        }

        Append(text, $"**Queries per second at equal recall, M={options.M} for all.** {RateNote()}");
        Append(text, EqualRecall([.. Same()]));
        if (BestOfAll() is { Count: > 0 } best)
        {
            Append(
                text,
                "**The same, each with the best M for itself** out of 8, 16, 24 and 32, found by `tune` on the first "
                + $"{Number(field.Best.Values.Max(known => known.Rows))} rows at recall {data.UsualRecall:0.00}.");
            Append(text, EqualRecall(best));
        }

        Append(text, $"**Build on {MarkdownTable.Threads(options.Threads)}, and memory.** {MemoryNote}");
        Append(text, Builds());
        Append(text, Parts());
        if (limits.Count > 0)
        {
            Append(text, $"**Rows that the walk scores a second, beside the machine's limit**, M={options.M}. {LimitNote}");
            Append(text, Limits());
        }

        Append(text, $"<details>\n<summary>Curves: recall@{DataSet.Neighbors}, queries per second, and rows that a query was compared with</summary>");
        foreach (Entrant entrant in entrants)
        {
            Append(text, Curve(entrant));
        }

        Append(text, "</details>");

        return text.ToString().TrimEnd();
    }

    private const string MemoryNote =
        "Memory is what the process of a contender grew by through the build: physical, anonymous, ids and scratch included; "
        + "the vectors it was built from are a mapped file and don't count. Recall at `ef` 80 tells whether the graphs are alike.";

    private const string LimitNote =
        "The limit is the rate at which the machine reads the same number of rows, as long and as far from one another, with known "
        + "numbers and the best prefetch, in the same rounds. The walk's rows are those of layer 0; it reads links as well. "
        + "A walk by codes of neighbours reads no rows and has no line here.";

    private static void Append(StringBuilder text, object paragraph) => text.Append(paragraph).Append("\n\n");

    private string Conditions()
    {
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{data.RowCount:N0} rows of {data.Dimension} floats, {data.Metric.ToString().ToLowerInvariant()}, {data.QueryCount:N0} queries, ")
            .Append(CultureInfo.InvariantCulture, $"k={DataSet.Neighbors}, `ef_construction` {options.EfConstruction}, ")
            .Append(CultureInfo.InvariantCulture, $"rounds in turns: {options.Rounds}; medians, and ranges in brackets. ")
            .Append("Each contender is a process of its own, not bound to a core, asked one query a call; ids and distances are ")
            .Append("copied out. All ask the kernel for huge pages (the peers by `glibc.malloc.hugetlb=1` or `madvise`). ")
            .AppendJoin("; ", entrants.Select(entrant => entrant.Version).Distinct())
            .Append('.');
        foreach (string missing in field.Missing)
        {
            text.Append("\n\n").Append(missing.Replace(Repository.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)).Append('.');
        }

        return text.ToString();
    }

    private string RateNote()
        => $"Between the two neighbouring `ef`, along a straight line of log QPS over recall. \"x\" is the ratio to {field.Baseline.Title}.";

    private IEnumerable<Entrant> Same() => entrants.Where(entrant => entrant.M == options.M);

    // Empty when nothing is known; who has no best M keeps the common one.
    private List<Entrant> BestOfAll() => field.Best.Count == 0
        ? []
        : [.. field.Contenders.Select(contender => entrants.Last(entrant => entrant.Contender == contender))];

    private MarkdownTable EqualRecall(IReadOnlyList<Entrant> rows)
    {
        MarkdownTable table = new(
        [
            "recall", "index", "M", "between `ef`",
            .. threads.SelectMany(count => (string[])[$"QPS, {MarkdownTable.Threads(count)}", "x"]),
        ]);
        Entrant baseline = rows.First(entrant => entrant.Contender == field.Baseline);

        // A recall that all exceed with the least ef, or that none reaches, compares nobody.
        foreach (double recall in s_recalls.Where(recall => rows.Any(entrant => entrant.Curve.At(recall, threads[0]) is not null)))
        {
            foreach (Entrant entrant in rows)
            {
                RateAtRecall?[] found = [.. threads.Select(count => entrant.Curve.At(recall, count))];
                table.Add(
                [
                    recall.ToString("0.00", CultureInfo.InvariantCulture),
                    entrant.Contender.Title,
                    Number(entrant.M),
                    found[0] is { } rate ? $"{rate.Lower.Ef}..{rate.Upper.Ef}" : WhyNot(entrant, recall),
                    .. threads.SelectMany((count, i) => Cells(found[i], baseline.Curve.At(recall, count))),
                ]);
            }
        }

        return table;
    }

    private static string[] Cells(RateAtRecall? own, RateAtRecall? baseline) =>
    [
        own is null ? "–" : MarkdownTable.Text(Spread.Of(own.Rates), "N0"),
        own is null || baseline is null ? "–" : MarkdownTable.Text(Ratio(own, baseline), "0.00"),
    ];

    private static Spread Ratio(RateAtRecall own, RateAtRecall baseline)
        => Spread.Of(own.Rates.Zip(baseline.Rates, (x, y) => x / y));

    private static string WhyNot(Entrant entrant, double recall)
    {
        CurvePoint first = entrant.Curve.Points[0];
        return first.Recall > recall
            ? string.Create(CultureInfo.InvariantCulture, $"{first.Recall:.000} at {first.Ef} already")
            : string.Create(CultureInfo.InvariantCulture, $"{entrant.Curve.BestRecall:.000} at most");
    }

    private MarkdownTable Builds()
    {
        MarkdownTable table = new(["index", "M", "points/s", "seconds", "recall at `ef` 80", "bytes a point", "in huge pages"]);
        foreach (Entrant entrant in entrants)
        {
            double seconds = entrant.Build.Duration.TotalSeconds;
            table.Add(
            [
                entrant.Contender.Title,
                Number(entrant.M),
                (data.RowCount / seconds).ToString("N0", CultureInfo.InvariantCulture),
                seconds.ToString("0.0", CultureInfo.InvariantCulture),
                Recall(entrant.Curve.Points.LastOrDefault(point => point.Ef <= 80).Recall),
                ((double)entrant.Build.Bytes / data.RowCount).ToString("N0", CultureInfo.InvariantCulture),
                ((double)entrant.Build.HugePageBytes / entrant.Build.Bytes).ToString("0 %", CultureInfo.InvariantCulture),
            ]);
        }

        return table;
    }

    private string Parts() => string.Join('\n', entrants
        .Where(entrant => entrant.Build.Parts.Length > 0)
        .Select(entrant => $"- {entrant.Contender.Title}, M={entrant.M}, of that in the index's own accounts a point: {entrant.Build.Parts}"));

    private MarkdownTable Limits()
    {
        MarkdownTable table = new(
        [
            "index", "row bytes", "stride", "`ef`", "rows a query",
            .. threads.SelectMany(count => (string[])
                [$"walk, M rows/s, {MarkdownTable.Threads(count)}", "machine", "share"]),
        ]);
        foreach (WalkLimit limit in limits)
        {
            table.Add(
            [
                limit.Entrant.Contender.Title,
                Number(limit.Layout.RowBytes),
                Number(limit.Layout.StrideBytes),
                Number(limit.Point.Ef),
                limit.Point.Scored.ToString("N0", CultureInfo.InvariantCulture),
                .. threads.SelectMany(count => (string[])
                [
                    (limit.Walk(count).Median / 1e6).ToString("0.0", CultureInfo.InvariantCulture),
                    (limit.Machine(count).Median / 1e6).ToString("0.0", CultureInfo.InvariantCulture),
                    MarkdownTable.Text(limit.Share(count), "0.00"),
                ]),
            ]);
        }

        return table;
    }

    private MarkdownTable Curve(Entrant entrant)
    {
        MarkdownTable table = new(
        [
            $"{entrant.Contender.Title}, M={entrant.M}: `ef`", "recall", "rows scored",
            .. threads.Select(count => $"QPS, {MarkdownTable.Threads(count)}"),
        ]);
        foreach (CurvePoint point in entrant.Curve.Points)
        {
            table.Add(
            [
                Number(point.Ef),
                Recall(point.Recall),
                point.Scored > 0 ? point.Scored.ToString("N0", CultureInfo.InvariantCulture) : "–",
                .. threads.Select(count => MarkdownTable.Text(Spread.Of(entrant.Curve.Rates(point.Ef, count)), "N0")),
            ]);
        }

        return table;
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Recall(double recall) => recall.ToString(".0000", CultureInfo.InvariantCulture);
}
