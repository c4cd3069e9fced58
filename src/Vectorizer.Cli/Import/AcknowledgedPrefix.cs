namespace Vectorizer.Cli.Import;

/// <summary>How far the file is stored without a gap, although batches are acknowledged in any order.</summary>
/// <remarks>
/// Invariant: every row before <see cref="Progress"/> is stored. Batches behind a gap are loaded again by the next run
/// if this one ends before the gap is closed, which does no harm: an upsert of the same points changes nothing.
/// May be called by any number of threads.
/// </remarks>
internal sealed class AcknowledgedPrefix(ImportProgress start)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, ImportProgress> _behindGap = [];
    private long _next;
    private ImportProgress _progress = start;

    /// <summary>All that is stored without a gap.</summary>
    public ImportProgress Progress
    {
        get
        {
            lock (_lock)
            {
                return _progress;
            }
        }
    }

    /// <summary>Notes that the server has stored a batch.</summary>
    public void Acknowledge(ImportBatch batch)
    {
        lock (_lock)
        {
            // Until its turn comes, a batch counts its own points only.
            _behindGap.Add(batch.Number, new ImportProgress(batch.End, batch.Points.Count, batch.Skipped));
            while (_behindGap.Remove(_next, out ImportProgress part))
            {
                _progress = new ImportProgress(
                    part.Position, _progress.Points + part.Points, _progress.Skipped + part.Skipped);
                _next++;
            }
        }
    }
}
