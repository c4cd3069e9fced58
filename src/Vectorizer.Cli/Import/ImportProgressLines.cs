using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Import;

/// <summary>A line every few seconds, for logs and pipes.</summary>
internal sealed class ImportProgressLines(TextWriter output) : ImportProgressView
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    public override async Task<ImportResult> ShowAsync(
        string title, ImportRun run, CancellationToken cancellationToken)
    {
        output.WriteLine($"{title}: {run.Meter.Read()}");
        Task<ImportResult> result = run.RunAsync(cancellationToken);
        await EveryAsync(s_interval, result, () =>
        {
            ImportReading reading = run.Meter.Read();
            output.WriteLine($"{title}: {Amounts.Percent(reading.Fraction)}, {reading}");
        });
        return await result;
    }
}
