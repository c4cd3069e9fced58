namespace Vectorizer.Cli.Files;

/// <summary>A place in an input file between two of its rows.</summary>
/// <param name="Rows">Rows before it: vectors, or lines, good and bad ones alike.</param>
/// <param name="Offset">Bytes before it.</param>
internal readonly record struct FilePosition(long Rows, long Offset);
