using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Vectorizer.Cli.Files;
using Vectorizer.Client;

namespace Vectorizer.Cli.Import;

/// <summary>Loads a file: one thread reads, several connections send, and how far it came is saved as it goes.</summary>
internal sealed class ImportRun : IDisposable
{
    private static readonly TimeSpan s_saveInterval = TimeSpan.FromSeconds(1);

    private readonly VectorizerHttpClient _client;
    private readonly IPointReader _reader;
    private readonly ImportOptions _options;
    private readonly ImportStateFile _stateFile;
    private readonly ImportState _state;
    private readonly TimeProvider _time;
    private readonly AcknowledgedPrefix _prefix;
    private readonly RetryPolicy _retry;
    private readonly SemaphoreSlim _saving = new(1);
    private long _savedAt;

    /// <param name="client">The server.</param>
    /// <param name="reader">The file, at the position where the run shall begin. Stays the caller's.</param>
    /// <param name="options">What the user asked for.</param>
    /// <param name="stateFile">Where to save how far it came.</param>
    /// <param name="state">What was loaded before.</param>
    /// <param name="time">Clock of waits and rates.</param>
    public ImportRun(
        VectorizerHttpClient client,
        IPointReader reader,
        ImportOptions options,
        ImportStateFile stateFile,
        ImportState state,
        TimeProvider time)
    {
        _client = client;
        _reader = reader;
        _options = options;
        _stateFile = stateFile;
        _state = state;
        _time = time;
        _prefix = new AcknowledgedPrefix(state.Progress());
        Meter = new ImportMeter(state.Progress(), reader.Length, reader.Rows, time);
        _retry = new RetryPolicy(options.Patience, time, (error, wait) => Meter.AddRetry(Trouble(error, wait)));
        _savedAt = time.GetTimestamp();
    }

    /// <summary>Counts while the run goes on.</summary>
    public ImportMeter Meter { get; }

    /// <summary>What is stored without a gap.</summary>
    public ImportProgress Progress => _prefix.Progress;

    /// <summary>Loads the rest of the file. However it ends, the state is saved.</summary>
    public async Task<ImportResult> RunAsync(CancellationToken cancellationToken)
    {
        // Two batches for each connection: one on its way while the next is filled.
        Channel<ImportBatch> free = Channel.CreateUnbounded<ImportBatch>();
        Channel<ImportBatch> ready = Channel.CreateUnbounded<ImportBatch>(new() { SingleWriter = true });
        for (int i = 0; i < 2 * _options.Connections; i++)
        {
            free.Writer.TryWrite(new ImportBatch(_reader.Dimension, _options.Using));
        }

        RowFeed feed = new(_reader, _options, free.Reader, ready.Writer);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = Task.Run(() => feed.RunAsync(stop.Token), CancellationToken.None);
        Task[] sending =
        [
            .. Enumerable.Range(0, _options.Connections).Select(
                _ => SendAllAsync(ready.Reader, free.Writer, stop)),
        ];

        try
        {
            await AllOf([.. sending, reading], cancellationToken);
            await SaveAsync(feed.ReachedEnd, CancellationToken.None);
        }
        catch
        {
            await SaveAsync(complete: false, CancellationToken.None);
            throw;
        }

        return new ImportResult { Progress = Progress, Reading = Meter.Read(), BadRows = feed.BadRows };
    }

    public void Dispose() => _saving.Dispose();

    // The user's own cancellation comes first, then a failure; that others were stopped because of it tells nobody why.
    private static async Task AllOf(Task[] tasks, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(tasks);
        }
        catch
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Array.Find(tasks, task => task.IsFaulted) is { Exception.InnerException: Exception failure })
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw;
        }
    }

    private async Task SendAllAsync(
        ChannelReader<ImportBatch> ready, ChannelWriter<ImportBatch> free, CancellationTokenSource stop)
    {
        try
        {
            await foreach (ImportBatch batch in ready.ReadAllAsync(stop.Token))
            {
                await SendAsync(batch, stop.Token);
                free.TryWrite(batch);
            }
        }
        catch
        {
            // No use in loading more of a file that has to be looked at first.
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task SendAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Points.Count > 0)
        {
            try
            {
                await _retry.RunAsync(
                    token => _client.UpsertAsync(_options.Collection, batch.Points, token), cancellationToken);
            }
            catch (ProblemException problem) when (RowOf(batch, problem) is (long row, string complaint))
            {
                throw new CommandException(
                    ExitCode.Refused, $"{_reader.Where(row)}: the server refused the point: {complaint}");
            }
        }

        _prefix.Acknowledge(batch);
        Meter.Add(batch.Points.Count, batch.Bytes);
        await SaveNowAndThenAsync(cancellationToken);
    }

    /// <summary>The row of the file that a problem's first JSON pointer means.</summary>
    private static (long Row, string Complaint)? RowOf(ImportBatch batch, ProblemException problem)
    {
        foreach ((string pointer, IReadOnlyList<string> complaints) in problem.Errors)
        {
            string[] parts = pointer.Split('/');
            if (parts is ["", "points", string index, ..]
                && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int point)
                && point < batch.Rows.Count)
            {
                return (batch.Rows[point], complaints.Count > 0 ? complaints[0] : problem.Message);
            }
        }

        return null;
    }

    private static string Trouble(Exception error, TimeSpan wait)
    {
        string what = error switch
        {
            ProblemException problem => $"the server is busy ({(int)problem.Status} {problem.Code})",
            TimeoutException => "the server does not answer",
            _ => $"the connection failed ({error.Message})",
        };
        return $"{what}, trying again in {wait.TotalSeconds:0.0} s";
    }

    private async Task SaveNowAndThenAsync(CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(Interlocked.Read(ref _savedAt)) >= s_saveInterval)
        {
            await SaveAsync(complete: false, cancellationToken);
        }
    }

    private async Task SaveAsync(bool complete, CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            _stateFile.Save(_state.At(Progress, complete));
            Interlocked.Exchange(ref _savedAt, _time.GetTimestamp());
        }
        finally
        {
            _saving.Release();
        }
    }
}
