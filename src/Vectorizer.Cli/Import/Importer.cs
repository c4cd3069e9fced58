using Vectorizer.Cli.Files;
using Vectorizer.Cli.Output;
using Vectorizer.Client;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Status;

namespace Vectorizer.Cli.Import;

/// <summary>The import command: checks the file, the collection and the earlier run, loads, and tells the user.</summary>
internal sealed class Importer(VectorizerHttpClient client, Uri url, Terminal terminal, TimeProvider time)
{
    // Of servers that do not name one.
    private const int OldDefaultBatch = 500;

    /// <summary>Loads a file and returns an exit code.</summary>
    /// <exception cref="CommandException">Anything that the user has to look at.</exception>
    public async Task<int> RunAsync(ImportOptions options, CancellationToken cancellationToken)
    {
        using IPointReader reader = PointFile.Open(options.File, options.IdsFile, options.Fields);
        ImportStateFile stateFile = new(
            options.StateFile ?? ImportStateFile.DefaultPath(options.File, options.Collection));
        if (!options.Resume)
        {
            stateFile.Delete();
        }

        ImportState? earlier = stateFile.Load();
        CollectionDescription collection = await CollectionAsync(options, reader, earlier, cancellationToken);
        ImportState state = State(options, reader, collection, earlier);
        if (state.Complete || state.Rows >= options.Limit)
        {
            terminal.Out.WriteLine(
                $"{options.File} is already loaded into {collection.Name}: {Amounts.Count(state.Points)} points"
                + $"{Skipped(state.Skipped)}.");
            return ExitCode.Success;
        }

        reader.Seek(state.Progress().Position);
        options = options with { Batch = await BatchAsync(options, cancellationToken) };
        return await LoadAsync(options, reader, stateFile, state, cancellationToken);
    }

    /// <summary>Points in a request.</summary>
    private async Task<int> BatchAsync(ImportOptions options, CancellationToken cancellationToken)
    {
        BatchSizes? sizes = (await client.GetStatusAsync(cancellationToken)).Batch;
        if (options.Batch > sizes?.MaxSize)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"--batch is {options.Batch}; the server takes at most {sizes.MaxSize} points in a request.",
                "Choose less, or raise performance.batch.max_size of the server.");
        }

        return options.Batch ?? sizes?.DefaultSize ?? OldDefaultBatch;
    }

    private static string Skipped(long rows) => rows == 0 ? "" : $", {Amounts.Count(rows)} bad rows left out";

    private async Task<CollectionDescription> CollectionAsync(
        ImportOptions options, IPointReader reader, ImportState? earlier, CancellationToken cancellationToken)
    {
        CollectionDescription? collection =
            await ImportTarget.FindAsync(client, options.Collection, cancellationToken);
        if (collection is null && earlier is not null)
        {
            // Before a new one is created: the refusal must leave everything as it was.
            throw new CommandException(
                ExitCode.NotResumable,
                $"An earlier import of {options.File} loaded {Amounts.Count(earlier.Points)} points into the collection "
                + $"'{options.Collection}', which no longer exists.",
                "Load everything from the beginning with --no-resume --create.");
        }

        collection ??= await ImportTarget.CreateAsync(client, options, reader.Dimension, cancellationToken);
        ImportTarget.Check(collection, options, reader.Dimension);
        return collection;
    }

    private ImportState State(
        ImportOptions options, IPointReader reader, CollectionDescription collection, ImportState? earlier)
    {
        ImportState fresh = new ImportState
        {
            File = FileStamp.Of(options.File),
            Ids = options.IdsFile is null ? null : FileStamp.Of(options.IdsFile),
            Url = url.AbsoluteUri.TrimEnd('/'),
            Collection = collection.Name,
            CollectionId = collection.Id,
            Using = options.Using,
            Fields = options.Fields,
        }.At(new ImportProgress(reader.Position, 0, 0), complete: false);
        if (earlier is null)
        {
            return fresh;
        }

        Resumption.Check(earlier, fresh);
        if (collection.Points < earlier.Points && collection.State != CollectionDescription.Recovering)
        {
            terminal.Warn(
                $"{collection.Name} holds {Amounts.Count(collection.Points)} points, fewer than the "
                + $"{Amounts.Count(earlier.Points)} that were loaded. Unless the file repeats ids or points were "
                + "deleted since, load it again with --no-resume.");
        }

        return earlier;
    }

    private async Task<int> LoadAsync(
        ImportOptions options,
        IPointReader reader,
        ImportStateFile stateFile,
        ImportState state,
        CancellationToken cancellationToken)
    {
        using ImportRun run = new(client, reader, options, stateFile, state, time);
        if (state.Rows > 0)
        {
            terminal.Error.WriteLine($"Going on after {Amounts.Count(state.Rows)} rows that are loaded already.");
        }

        ImportResult result;
        try
        {
            string title = $"{Path.GetFileName(options.File)} → {options.Collection}";
            result = await ImportProgressView.For(terminal).ShowAsync(title, run, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            TellProgress(run.Progress, stateFile);
            return ExitCode.Interrupted;
        }
        catch
        {
            TellProgress(run.Progress, stateFile);
            throw;
        }

        await CheckStillThereAsync(state, cancellationToken);
        TellResult(options, result);
        return ExitCode.Success;
    }

    // A collection that was created anew in the meantime took the later points and lacks the earlier ones.
    private async Task CheckStillThereAsync(ImportState state, CancellationToken cancellationToken)
    {
        CollectionDescription? now = await ImportTarget.FindAsync(client, state.Collection, cancellationToken);
        if (now?.Id != state.CollectionId)
        {
            throw new CommandException(
                ExitCode.NotResumable,
                $"The collection '{state.Collection}' was deleted while the file was loaded.",
                "Load everything from the beginning with --no-resume --create.");
        }
    }

    private void TellProgress(ImportProgress progress, ImportStateFile stateFile) =>
        terminal.Error.WriteLine(
            $"Stopped: {Amounts.Count(progress.Points)} points are loaded{Skipped(progress.Skipped)}. "
            + $"The same command goes on from there ({stateFile.Path}).");

    private void TellResult(ImportOptions options, ImportResult result)
    {
        ImportReading reading = result.Reading;
        foreach (string row in result.BadRows)
        {
            terminal.Warn("left out " + row);
        }

        double seconds = Math.Max(reading.Elapsed.TotalSeconds, 0.001);
        terminal.Out.WriteLine(
            $"Loaded {Amounts.Count(reading.Loaded)} points into {options.Collection} in "
            + $"{Amounts.Duration(reading.Elapsed)}: {Amounts.Count((long)(reading.Loaded / seconds))} points/s, "
            + $"{Amounts.Bytes(reading.LoadedBytes / seconds)}/s"
            + (reading.Retries == 0 ? "" : $", {Amounts.Count(reading.Retries)} requests repeated")
            + Skipped(result.Progress.Skipped) + ".");
    }
}
