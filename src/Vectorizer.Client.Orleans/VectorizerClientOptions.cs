using Vectorizer.Abstractions.Search;

namespace Vectorizer.Client.Orleans;

/// <summary>How a <see cref="VectorizerClient"/> behaves.</summary>
public sealed class VectorizerClientOptions
{
    /// <summary>
    /// How long the record of a collection is used after the catalog was asked for it, and so how long a name may go on to mean
    /// what it meant before an alias was switched or a collection renamed through another client. It is fetched anew in the
    /// background from half of that time on. While the catalog cannot be reached, collections stay in use by their own names.
    /// Above zero; 5 seconds unless set.
    /// </summary>
    public TimeSpan RecordLifetime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Collection records kept. 1..100,000; 1,024 unless set, at a few hundred bytes each.</summary>
    public int MaxCachedRecords { get; set; } = 1_024;

    /// <summary>Time allowed for a search, get or list that names none. Above zero, at most 10 minutes; 10 seconds unless set.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time allowed for a write that names none. Above zero, at most 10 minutes; 60 seconds unless set.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Bytes of payloads and vectors that one answer may hold. 1 MiB..1 GiB; 64 MiB unless set: the answer lies in memory.
    /// </summary>
    public long MaxAnswerBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// Whether the segments of one request are asked all at once, or one after the other, so that it keeps no more than one
    /// core busy; true unless set.
    /// </summary>
    public bool Parallel { get; set; } = true;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RecordLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCachedRecords, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxCachedRecords, 100_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReadTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReadTimeout, SearchRules.MaxTimeout);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(WriteTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WriteTimeout, SearchRules.MaxTimeout);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAnswerBytes, 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxAnswerBytes, 1024L * 1024 * 1024);
    }
}
