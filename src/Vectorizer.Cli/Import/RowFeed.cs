using System.Threading.Channels;
using Vectorizer.Cli.Files;

namespace Vectorizer.Cli.Import;

/// <summary>Reads the file into batches, on one thread.</summary>
internal sealed class RowFeed(
    IPointReader reader, ImportOptions options, ChannelReader<ImportBatch> free, ChannelWriter<ImportBatch> ready)
{
    // Below the server's limit of 32 MiB by more than the largest point.
    private const long MaxBodyBytes = 24 * 1024 * 1024;

    private const int MaxBadRowsNamed = 20;

    private readonly List<string> _badRows = [];
    private long _batches;

    /// <summary>Some of the bad rows that were left out, in words. Complete when <see cref="RunAsync"/> has ended.</summary>
    public IReadOnlyList<string> BadRows => _badRows;

    /// <summary>Whether the file ended, rather than the limit or a bad row.</summary>
    public bool ReachedEnd { get; private set; }

    /// <summary>Fills batches until the file or the limit ends.</summary>
    /// <exception cref="CommandException">
    /// A row is bad and the user did not ask to skip those. The rows before it are on their way nevertheless.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        SourcePoint point = new(reader.Dimension);
        try
        {
            CommandException? bad = null;
            bool more = true;
            while (more && bad is null)
            {
                ImportBatch batch = await free.ReadAsync(cancellationToken);
                batch.Begin(reader.Position);
                (more, bad) = Fill(batch, point);
                if (!batch.IsEmpty)
                {
                    batch.Number = _batches++;
                    await ready.WriteAsync(batch, cancellationToken);
                }
            }

            if (bad is not null)
            {
                throw bad;
            }
        }
        finally
        {
            // Not with the error: those who send shall send what was read before it.
            ready.Complete();
        }
    }

    private (bool More, CommandException? Bad) Fill(ImportBatch batch, SourcePoint point)
    {
        while (batch.Points.Count < options.Batch && batch.Points.ByteLength < MaxBodyBytes)
        {
            if (reader.Position.Rows >= options.Limit)
            {
                return (false, null);
            }

            switch (reader.Read(point))
            {
                case ReadOutcome.End:
                    // Behind empty lines at the end of the file.
                    batch.End = reader.Position;
                    ReachedEnd = true;
                    return (false, null);
                case ReadOutcome.Bad when !options.SkipBad:
                    return (false, BadRow(point));
                case ReadOutcome.Bad:
                    Skip(batch, point);
                    break;
                default:
                    batch.Points.Add(point.Id.WrittenSpan, point.Vector, point.Payload.WrittenSpan);
                    batch.Rows.Add(point.Row);
                    break;
            }

            batch.End = reader.Position;
        }

        return (true, null);
    }

    private void Skip(ImportBatch batch, SourcePoint point)
    {
        batch.Skipped++;
        if (_badRows.Count < MaxBadRowsNamed)
        {
            _badRows.Add($"{reader.Where(point.Row)}: {point.Problem}");
        }
    }

    private CommandException BadRow(SourcePoint point) => new(
        ExitCode.BadInput,
        $"{reader.Where(point.Row)}: {point.Problem}.",
        "The rows before it are loaded. --skip-bad leaves such rows out and counts them.");
}
