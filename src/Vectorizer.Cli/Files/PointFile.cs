namespace Vectorizer.Cli.Files;

/// <summary>Chooses the reader for a file by the end of its name.</summary>
internal static class PointFile
{
    /// <summary>Opens a file of points.</summary>
    /// <param name="path">The file.</param>
    /// <param name="idsPath">A file with an id on each line, for formats that hold none; null to number the rows.</param>
    /// <param name="fields">Names of the members of a JSON line.</param>
    /// <exception cref="CommandException">The file is missing, damaged, or of no format that is known.</exception>
    public static IPointReader Open(string path, string? idsPath, JsonLineFields fields)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is ".jsonl" or ".ndjson")
        {
            return idsPath is null
                ? new JsonLinesReader(path, fields)
                : throw new CommandException(
                    ExitCode.Usage, "--ids is for .fvecs and .npy; a JSON line holds its id (see --id-field).");
        }

        return extension switch
        {
            ".fvecs" => new FvecsReader(path, idsPath),
            ".npy" => new NpyReader(path, idsPath),
            _ => throw new CommandException(
                ExitCode.BadInput, $"{path}: the name must end in .fvecs, .npy or .jsonl, which tells the format."),
        };
    }
}
