namespace Vectorizer.Cli.Import;

/// <summary>Decides whether the state of an earlier run still holds.</summary>
internal static class Resumption
{
    /// <summary>Refuses to go on if anything is not what it was.</summary>
    /// <param name="earlier">What the earlier run left.</param>
    /// <param name="now">What this run would leave before it has loaded anything.</param>
    /// <exception cref="CommandException">The file, the collection or the reading of lines is another.</exception>
    public static void Check(ImportState earlier, ImportState now)
    {
        if (earlier.File != now.File)
        {
            throw Refuse(earlier, $"the file has changed: it was {earlier.File}; now it is {now.File}.");
        }

        if (earlier.Ids != now.Ids)
        {
            throw Refuse(
                earlier,
                $"the file of ids is another: it was {Name(earlier.Ids)}; now it is {Name(now.Ids)}.");
        }

        if (earlier.Collection != now.Collection)
        {
            throw Refuse(earlier, $"it went into the collection '{earlier.Collection}', not '{now.Collection}'.");
        }

        if (earlier.CollectionId != now.CollectionId)
        {
            throw Refuse(
                earlier,
                $"the collection '{now.Collection}' is another: its id was {earlier.CollectionId} at {earlier.Url} "
                + $"and is {now.CollectionId} at {now.Url}, so it has been created anew or is on another server.");
        }

        if (earlier.Using != now.Using || earlier.Fields != now.Fields)
        {
            throw Refuse(earlier, "the names of fields on the command line are others.");
        }
    }

    private static string Name(FileStamp? stamp) => stamp?.ToString() ?? "none";

    private static CommandException Refuse(ImportState earlier, string why) => new(
        ExitCode.NotResumable,
        $"An earlier import of {earlier.File.Name} stopped after {earlier.Rows:N0} rows and cannot be continued: {why}",
        "Load everything from the beginning with --no-resume; points of the same ids are replaced.");
}
