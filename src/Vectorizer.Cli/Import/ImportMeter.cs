namespace Vectorizer.Cli.Import;

/// <summary>Counts what has been acknowledged, for whoever shows it.</summary>
/// <remarks>
/// The rate is that of the last seconds: a graph that grows takes points ever more slowly, and an average since the
/// start would promise too much. May be called by any number of threads.
/// </remarks>
internal sealed class ImportMeter(ImportProgress start, long fileBytes, long? rows, TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<(long Time, long Points, long Bytes)> _samples = [];
    private readonly long _started = time.GetTimestamp();
    private long _points = start.Points;
    private long _bytes = start.Position.Offset;
    private long _retries;
    private string? _trouble;

    /// <summary>Notes that points were acknowledged.</summary>
    /// <param name="points">How many.</param>
    /// <param name="bytes">How many bytes of the file they took.</param>
    public void Add(long points, long bytes)
    {
        lock (_lock)
        {
            _points += points;
            _bytes += bytes;
            _trouble = null;
        }
    }

    /// <summary>Notes that a request failed and is waiting to be repeated.</summary>
    public void AddRetry(string trouble)
    {
        lock (_lock)
        {
            _retries++;
            _trouble = trouble;
        }
    }

    /// <summary>How it stands now. Each call is a sample of the rate, so it is for one caller who calls at intervals.</summary>
    public ImportReading Read()
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (_samples.Count == 0)
            {
                _samples.Enqueue((_started, start.Points, start.Position.Offset));
            }

            // The oldest sample is kept until the next one is old enough, so that the window is never shorter.
            while (_samples.Count > 1 && time.GetElapsedTime(_samples.ElementAt(1).Time, now) >= s_window)
            {
                _samples.Dequeue();
            }

            (long since, long points, long bytes) = _samples.Peek();
            double seconds = time.GetElapsedTime(since, now).TotalSeconds;
            _samples.Enqueue((now, _points, _bytes));
            return new ImportReading
            {
                Points = _points,
                Rows = rows,
                Bytes = _bytes,
                FileBytes = fileBytes,
                PointsPerSecond = seconds > 0 ? (_points - points) / seconds : 0,
                BytesPerSecond = seconds > 0 ? (_bytes - bytes) / seconds : 0,
                Loaded = _points - start.Points,
                LoadedBytes = _bytes - start.Position.Offset,
                Elapsed = time.GetElapsedTime(_started, now),
                Retries = _retries,
                Trouble = _trouble,
            };
        }
    }
}
