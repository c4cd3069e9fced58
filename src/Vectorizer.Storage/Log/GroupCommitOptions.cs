namespace Vectorizer.Storage.Log;

/// <summary>How much may wait for one log.</summary>
public sealed record GroupCommitOptions
{
    /// <summary>Records that may wait, 1 or more. More are refused: memory for them is the caller's already.</summary>
    public int MaxQueuedRecords { get; init; } = 10_000;

    /// <summary>Bytes that may wait. One record alone is always taken, however large.</summary>
    public long MaxQueuedBytes { get; init; } = 128L * 1024 * 1024;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedRecords, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedBytes, 1);
    }
}
