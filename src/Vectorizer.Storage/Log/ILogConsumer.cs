namespace Vectorizer.Storage.Log;

/// <summary>Takes the records of a log that have reached the durability they asked for.</summary>
public interface ILogConsumer
{
    /// <summary>
    /// Called in order of sequence, without a gap, by one thread at a time, before the tasks of the records end.
    /// It should hand the records on: while it runs, the log's next group waits. What it throws seals the log.
    /// </summary>
    void Accept(ReadOnlySpan<LogRecord> records);
}
