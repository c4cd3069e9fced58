using System.CommandLine;
using Vectorizer.Cli.Output;
using Vectorizer.Client;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Segments;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer collections</c>: list, show, create and delete.</summary>
internal static class CollectionsCommand
{
    public static Command Create(Terminal terminal) => new("collections", "Lists, shows, creates and deletes collections.")
    {
        ListCommand(terminal),
        ShowCommand(terminal),
        CreateCommand(terminal),
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
        Option<Uri> url = ServerOption.Create();
        Command command = new("create", "Creates a collection with one unnamed vector field.") { name, dimension, url };
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
                };
                CollectionDescription collection =
                    await client.CreateCollectionAsync(parsed.GetRequiredValue(name), definition, cancellationToken);
                terminal.Out.WriteLine($"Created {collection.Name} (id {collection.Id}).");
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

        await client.DeleteCollectionAsync(name, cancellationToken);
        terminal.Out.WriteLine($"Deleted {name}.");
        return ExitCode.Success;
    }
}
