using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Import;

/// <summary>Shows an import while it runs.</summary>
internal abstract class ImportProgressView
{
    public static ImportProgressView For(Terminal terminal) =>
        terminal.Screen is { } screen ? new ImportProgressBar(screen) : new ImportProgressLines(terminal.Error);

    /// <summary>Runs the import to its end, whatever that is, and shows its progress meanwhile.</summary>
    public abstract Task<ImportResult> ShowAsync(string title, ImportRun run, CancellationToken cancellationToken);

    /// <summary>Calls at intervals until a task has ended.</summary>
    protected static async Task EveryAsync(TimeSpan interval, Task until, Action show)
    {
        using PeriodicTimer timer = new(interval);
        while (true)
        {
            Task<bool> tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(until, tick) == until)
            {
                return;
            }

            show();
        }
    }
}
