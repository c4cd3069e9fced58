namespace Vectorizer.Cli.Files;

/// <summary>Opens what the user named, and says so plainly when that fails.</summary>
internal static class InputFile
{
    public static FileStream Open(string path, int bufferBytes)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferBytes, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadInput, $"Cannot read {path}: {error.Message}");
        }
    }
}
