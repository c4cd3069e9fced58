namespace Vectorizer.Storage.Files;

/// <summary>A data directory cannot be used; nothing in it was changed. The message says why and what to do.</summary>
public sealed class DataDirectoryException(string directory, DataDirectoryFault fault, string message, Exception? inner = null)
    : IOException($"The data directory '{directory}' cannot be used: {message}", inner)
{
    /// <summary>The directory.</summary>
    public string Directory { get; } = directory;

    /// <summary>The kind of fault.</summary>
    public DataDirectoryFault Fault { get; } = fault;
}
