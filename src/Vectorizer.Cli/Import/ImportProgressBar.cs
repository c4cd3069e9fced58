using Spectre.Console;

namespace Vectorizer.Cli.Import;

/// <summary>A bar that fills, on a terminal.</summary>
internal sealed class ImportProgressBar(IAnsiConsole screen) : ImportProgressView
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    public override Task<ImportResult> ShowAsync(string title, ImportRun run, CancellationToken cancellationToken)
    {
        ImportReading reading = run.Meter.Read();
        Progress progress = screen.Progress().Columns(
            new TaskDescriptionColumn(),
            new ProgressBarColumn { Width = 24 },
            new PercentageColumn(),
            new ImportReadingColumn(() => reading));
        return progress.StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask(Markup.Escape(title), maxValue: 1);
            Task<ImportResult> result = run.RunAsync(cancellationToken);
            await EveryAsync(s_interval, result, () =>
            {
                reading = run.Meter.Read();
                bar.Value = reading.Fraction;
            });

            // One more look, so that the bar stays where the import really ended.
            reading = run.Meter.Read();
            bar.Value = reading.Fraction;
            return await result;
        });
    }
}
