using Vectorizer.Cli.Files;

namespace Vectorizer.Cli.Import;

/// <summary>How far an import has come.</summary>
/// <param name="Position">Every row before it is dealt with.</param>
/// <param name="Points">Of those, the rows that are stored as points.</param>
/// <param name="Skipped">Of those, the bad rows that were left out.</param>
internal readonly record struct ImportProgress(FilePosition Position, long Points, long Skipped);
