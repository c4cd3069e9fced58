using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Import;

/// <summary>An import at one moment.</summary>
internal sealed record ImportReading
{
    /// <summary>Points stored, those of earlier runs included.</summary>
    public required long Points { get; init; }

    /// <summary>Rows in the file; null when only reading it would tell.</summary>
    public required long? Rows { get; init; }

    /// <summary>Bytes of the file that are stored, those of earlier runs included.</summary>
    public required long Bytes { get; init; }

    /// <summary>Length of the file, in bytes.</summary>
    public required long FileBytes { get; init; }

    public required double PointsPerSecond { get; init; }

    public required double BytesPerSecond { get; init; }

    /// <summary>Points that this run has stored.</summary>
    public required long Loaded { get; init; }

    /// <summary>Bytes of the file that this run has stored.</summary>
    public required long LoadedBytes { get; init; }

    /// <summary>Time since this run began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Requests that had to be repeated.</summary>
    public required long Retries { get; init; }

    /// <summary>Why nothing goes on at the moment; null when it does.</summary>
    public required string? Trouble { get; init; }

    /// <summary>From 0 to 1, by bytes of the file.</summary>
    public double Fraction => FileBytes == 0 ? 1 : Math.Min(1, (double)Bytes / FileBytes);

    /// <summary>At the rate of the last seconds.</summary>
    public string TimeLeft
    {
        get
        {
            if (BytesPerSecond <= 0)
            {
                return "time left unknown";
            }

            // A rate may be a byte an hour: more than a TimeSpan holds is still only "long".
            double seconds = Math.Min((FileBytes - Bytes) / BytesPerSecond, TimeSpan.FromDays(999).TotalSeconds);
            return Amounts.Duration(TimeSpan.FromSeconds(Math.Max(0, seconds))) + " left";
        }
    }

    /// <summary>Points, rate and time left, in a line.</summary>
    public override string ToString()
    {
        string of = Rows is long rows ? $" of {Amounts.Count(rows)}" : "";
        string rate = $"{Amounts.Count((long)PointsPerSecond)} points/s, {Amounts.Bytes(BytesPerSecond)}/s";
        return $"{Amounts.Count(Points)}{of} points, {rate}, {Trouble ?? TimeLeft}";
    }
}
