using System.CommandLine;
using Vectorizer.Cli.Output;
using Vectorizer.Client;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Segments;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer collections</c>: list, show, create, rename, protect and delete.</summary>
internal static class CollectionsCommand
{
    public static Command Create(Terminal terminal) => new("collections", "Lists, shows, creates, renames, protects and deletes collections.")
    {
        ListCommand(terminal),
        ShowCommand(terminal),
        CreateCommand(terminal),
        RenameCommand(terminal),
        ProtectCommand(terminal),
        DeleteCommand(terminal),
    };

    private static Command ListCommand(Terminal terminal)
    {
        Option<Uri> url = ServerOption.Create();
        Command command = new("list", "Lists all collections.") { url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                CollectionList list = await client.ListCollectionsAsync(cancellationToken);
                Listing listing = new(terminal, "collection", "points ", "segments ", "quantization", "state");
                foreach (CollectionSummary line in list.Collections)
                {
                    string state = line.RequantizingSegments == 0
                        ? line.State ?? ""
                        : $"{line.State}, {Amounts.Count(line.RequantizingSegments)} segments being quantized";
                    listing.Add(line.Name, line.Points, (long)line.Segments, line.Quantization ?? "", state);
                }

                listing.Write();
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command ShowCommand(Terminal terminal)
    {
        Argument<string> name = new("name") { Description = "The collection." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("show", "Shows a collection: parameters, points, memory and segments.") { name, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            client => ShowAsync(terminal, client, parsed.GetRequiredValue(name), cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> ShowAsync(
        Terminal terminal, VectorizerHttpClient client, string name, CancellationToken cancellationToken)
    {
        CollectionDescription collection = await client.GetCollectionAsync(name, cancellationToken);
        SegmentList segments = await client.ListSegmentsAsync(name, cancellationToken);
        CollectionPage.Write(terminal, collection, segments.Segments);
        return ExitCode.Success;
    }

    private static Command CreateCommand(Terminal terminal)
    {
        Argument<string> name = new("name") { Description = "Name of the new collection." };
        Option<int?> dimension = new("--dimension", "-d")
        {
            Description = "How many numbers its vectors have. May be left out where the server has a default.",
            HelpName = "n",
        };
        CollectionOptions options = new();
        Option<bool> isProtected = new("--protect") { Description = "Refuse to delete the collection until the protection is lifted." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("create", "Creates a collection with one unnamed vector field.") { name, dimension, isProtected, url };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                CollectionDefinition definition = new()
                {
                    Dimension = parsed.GetValue(dimension),
                    Metric = options.Metric(parsed),
                    HnswConfig = options.HnswConfig(parsed),
                    Quantization = options.Quantization(parsed),
                    Segments = options.Segments(parsed),
                    Compression = options.Compression(parsed),
                    DeletionProtection = parsed.GetValue(isProtected) ? true : null,
                };
                CollectionDescription collection =
                    await client.CreateCollectionAsync(parsed.GetRequiredValue(name), definition, cancellationToken);
                terminal.Out.WriteLine($"Created {collection.Name} (id {collection.Id}).");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command RenameCommand(Terminal terminal)
    {
        Argument<string> name = new("name") { Description = "The collection." };
        Argument<string> to = new("to") { Description = "Its new name." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("rename", "Gives a collection another name. Its points and aliases stay.") { name, to, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                CollectionDescription collection = await client.RenameCollectionAsync(
                    parsed.GetRequiredValue(name), parsed.GetRequiredValue(to), cancellationToken);
                terminal.Out.WriteLine($"Renamed {parsed.GetRequiredValue(name)} to {collection.Name} (id {collection.Id}).");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command ProtectCommand(Terminal terminal)
    {
        Argument<string> name = new("name") { Description = "The collection." };
        Option<bool> off = new("--off") { Description = "Lift the protection." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("protect", "Protects a collection from being deleted, or lifts the protection.") { name, off, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                CollectionChange change = new() { DeletionProtection = !parsed.GetValue(off) };
                CollectionDescription collection =
                    await client.UpdateCollectionAsync(parsed.GetRequiredValue(name), change, cancellationToken);
                terminal.Out.WriteLine($"{collection.Name} {(collection.DeletionProtection ? "is protected from deletion" : "can be deleted")}.");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command DeleteCommand(Terminal terminal)
    {
        Argument<string> name = new("name") { Description = "The collection." };
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask whether this is meant." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("delete", "Deletes a collection and all its points.") { name, yes, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            client => DeleteAsync(
                terminal, client, parsed.GetRequiredValue(name), parsed.GetValue(yes), cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> DeleteAsync(
        Terminal terminal, VectorizerHttpClient client, string name, bool sure, CancellationToken cancellationToken)
    {
        if (!sure)
        {
            CollectionDescription collection = await client.GetCollectionAsync(name, cancellationToken);
            terminal.Error.Write($"Delete {collection.Name} with its {Amounts.Count(collection.Points)} points? [y/N] ");
            if (await terminal.In.ReadLineAsync(cancellationToken) is not ("y" or "Y" or "yes"))
            {
                throw new CommandException(ExitCode.Usage, "Nothing was deleted.", "--yes deletes without asking.");
            }
        }

        CollectionDeletion deletion = await client.DeleteCollectionAsync(name, cancellationToken);
        terminal.Out.WriteLine(deletion.DeletedAliases.Count == 0
            ? $"Deleted {name}."
            : $"Deleted {name} and its aliases {string.Join(", ", deletion.DeletedAliases)}.");
        return ExitCode.Success;
    }
}
