using System.CommandLine;
using Vectorizer.Cli.Output;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Indexes;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer indexes</c>: list, create and delete indexes over payloads.</summary>
internal static class IndexesCommand
{
    public static Command Create(Terminal terminal) => new("indexes", "Lists, creates and deletes indexes over the payloads of a collection.")
    {
        ListCommand(terminal),
        CreateCommand(terminal),
        DeleteCommand(terminal),
    };

    private static Command ListCommand(Terminal terminal)
    {
        Argument<string> collection = CollectionArgument();
        Option<Uri> url = ServerOption.Create();
        Command command = new("list", "Lists the indexes of a collection, and how far they are.") { collection, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                PayloadIndexList list =
                    await client.ListPayloadIndexesAsync(parsed.GetRequiredValue(collection), cancellationToken);
                Listing listing = new(terminal, "key", "type", "points ", "values ", "bytes ", "state");
                foreach (PayloadIndex index in list.Indexes)
                {
                    listing.Add(index.Key, NameOf(index.Type), index.Points, index.Values, index.MemoryBytes, StateOf(index));
                }

                listing.Write();
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command CreateCommand(Terminal terminal)
    {
        Argument<string> collection = CollectionArgument();
        Argument<string> key = KeyArgument();
        Option<PayloadIndexType> type = new("--type", "-t")
        {
            Description = "Which values it knows: keyword, integer, float, bool, datetime, geo, text or uuid.",
            HelpName = "type",
            Required = true,
        };
        Option<Uri> url = ServerOption.Create();
        Command command = new("create", "Creates an index, which the server builds in the background.") { collection, key, type, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                PayloadIndex index = await client.PutPayloadIndexAsync(
                    parsed.GetRequiredValue(collection), parsed.GetRequiredValue(key), parsed.GetRequiredValue(type), cancellationToken);
                terminal.Out.WriteLine($"The {NameOf(index.Type)} index of {Printable.Of(index.Key)} is {StateOf(index)}.");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command DeleteCommand(Terminal terminal)
    {
        Argument<string> collection = CollectionArgument();
        Argument<string> key = KeyArgument();
        Option<Uri> url = ServerOption.Create();
        Command command = new("delete", "Deletes an index. Filters mean the same without it, and are slower.") { collection, key, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                CollectionDeletion _ = await client.DeletePayloadIndexAsync(
                    parsed.GetRequiredValue(collection), parsed.GetRequiredValue(key), cancellationToken);
                terminal.Out.WriteLine($"Deleted the index of {Printable.Of(parsed.GetRequiredValue(key))}.");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Argument<string> CollectionArgument() => new("collection") { Description = "The collection." };

    private static Argument<string> KeyArgument() => new("key") { Description = "Path of the values in the payloads, such as author.name or tags[]." };

    private static string NameOf(PayloadIndexType type) => Amounts.Word(type);

    private static string StateOf(PayloadIndex index) => index.State switch
    {
        PayloadIndexState.Ready => "ready",
        PayloadIndexState.Failed => $"failed: {index.Failure}",
        _ => $"building, {Amounts.Percent(index.Progress)}",
    };
}
