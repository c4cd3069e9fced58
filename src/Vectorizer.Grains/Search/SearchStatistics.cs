namespace Vectorizer.Grains.Search;

/// <summary>What the search threads of a silo do and did.</summary>
/// <param name="Threads">Threads that search.</param>
/// <param name="Queued">Searches that wait for a thread.</param>
/// <param name="Running">Searches that run.</param>
/// <param name="Completed">Searches that have ended, with an answer or an error, since the start.</param>
/// <param name="Rejected">Searches refused because the queue was full, since the start.</param>
/// <param name="Expired">Searches whose time was up before a thread was free, since the start.</param>
public readonly record struct SearchStatistics(
    int Threads, int Queued, int Running, long Completed, long Rejected, long Expired);
