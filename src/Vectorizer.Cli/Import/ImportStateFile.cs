using System.Text.Json;

namespace Vectorizer.Cli.Import;

/// <summary>Keeps an <see cref="ImportState"/> on disk.</summary>
/// <remarks>
/// A save replaces the file in one step: a run that is killed at any moment leaves the state before or the state after,
/// and either is true, because a state never counts more than was acknowledged. For the same reason nothing is synced.
/// </remarks>
internal sealed class ImportStateFile(string path)
{
    public string Path { get; } = path;

    /// <summary>Where the state of an import is kept when the user names no place.</summary>
    public static string DefaultPath(string file, string collection) => $"{file}.{collection}.import";

    /// <summary>The state of the last run; null when there was none.</summary>
    /// <exception cref="CommandException">The file cannot be read, or is no state.</exception>
    public ImportState? Load()
    {
        try
        {
            if (!File.Exists(Path))
            {
                return null;
            }

            ImportState? state =
                JsonSerializer.Deserialize(File.ReadAllBytes(Path), ImportStateJson.Default.ImportState);
            return state?.Version == ImportState.CurrentVersion ? state : throw NotAState("has another version");
        }
        catch (JsonException error)
        {
            throw NotAState(error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotAState(error.Message);
        }
    }

    /// <summary>Puts a state in the place of the one before.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public void Save(ImportState state)
    {
        // The process id keeps two runs at a time from writing to one file. Whichever replaces last, its state is true.
        string draft = $"{Path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(state, ImportStateJson.Default.ImportState));
            File.Move(draft, Path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.Failed,
                $"Cannot save how far the import has come in {Path}: {error.Message}",
                "Name a file that can be written with --state.");
        }
    }

    /// <summary>Forgets the runs before.</summary>
    public void Delete()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"Cannot delete {Path}: {error.Message}");
        }
    }

    private CommandException NotAState(string why) => new(
        ExitCode.NotResumable,
        $"{Path} should tell how far an earlier import came, but cannot be read: {why}",
        "Delete it to start over, as --no-resume does.");
}
