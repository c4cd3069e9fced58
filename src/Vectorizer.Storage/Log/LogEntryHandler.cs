namespace Vectorizer.Storage.Log;

/// <summary>Takes the records of a log in order of sequence. What it throws ends the reading; nothing is changed then.</summary>
public delegate void LogEntryHandler(in LogEntry entry);
