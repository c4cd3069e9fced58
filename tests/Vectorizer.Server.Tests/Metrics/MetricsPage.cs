using System.Globalization;
using System.Text;
using Vectorizer.Server.Metrics;

namespace Vectorizer.Server.Tests.Metrics;

/// <summary>Writes docs/metrics.md from the declarations.</summary>
internal static class MetricsPage
{
    public const string File = "docs/metrics.md";

    public static string Write()
    {
        StringBuilder page = new(
            """
            # Metrics

            `GET /metrics` answers with all metrics of the node in the text format of Prometheus. A scrape asks no other node, and
            costs no more than 200 collections do: the label `collection` has the names of the first 200, and `other` for all
            beyond (a collection that is called `other` is among those). No label ever holds an id, a query or an address of a caller.

            ```
            curl http://127.0.0.1:15002/metrics
            ```

            Counters begin at 0 when the process starts. Histograms have the buckets `…_bucket{le="…"}` with `…_sum` and `…_count`.
            [How they come about](design/metrics.md). This page is written by a test from the declarations in
            `src/Vectorizer.Server/Metrics`; another test compares it with a server that runs.

            """);
        foreach ((string title, IEnumerable<MetricDeclaration> metrics) in MetricCatalog.Sections.Select(section => (section.Title, section.Metrics.AsEnumerable())))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| metric | type | labels | |\n|---|---|---|---|\n");
            foreach (MetricDeclaration metric in metrics)
            {
                string labels = string.Join(", ", metric.Labels.Select(label => $"`{label.Label}`"));
                string values = metric.Values.IsEmpty ? "" : $" ({string.Join(", ", metric.Values)})";
                page.Append(
                    CultureInfo.InvariantCulture, $"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | {labels}{values} | {metric.Help}. |\n");
            }
        }

        return page.ToString();
    }
}
