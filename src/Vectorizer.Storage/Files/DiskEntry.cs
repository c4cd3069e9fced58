namespace Vectorizer.Storage.Files;

/// <summary>One name in a directory.</summary>
public readonly record struct DiskEntry(string Name, bool IsDirectory);
