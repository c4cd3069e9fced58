using System.CommandLine;
using Vectorizer.Cli.Output;
using Vectorizer.Client.Aliases;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer aliases</c>: list, set and delete.</summary>
internal static class AliasesCommand
{
    public static Command Create(Terminal terminal) => new("aliases", "Lists, sets and deletes names that stand for collections.")
    {
        ListCommand(terminal),
        SetCommand(terminal),
        DeleteCommand(terminal),
    };

    private static Command ListCommand(Terminal terminal)
    {
        Option<Uri> url = ServerOption.Create();
        Command command = new("list", "Lists all aliases.") { url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                Listing listing = new(terminal, "alias", "collection");
                foreach (Alias alias in (await client.ListAliasesAsync(cancellationToken)).Aliases)
                {
                    listing.Add(alias.Name, alias.Collection);
                }

                listing.Write();
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command SetCommand(Terminal terminal)
    {
        Argument<string> alias = new("alias") { Description = "The name." };
        Argument<string> collection = new("collection") { Description = "The collection that it shall stand for." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("set", "Lets a name stand for a collection, whatever it stood for before.") { alias, collection, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                (string name, string target) = (parsed.GetRequiredValue(alias), parsed.GetRequiredValue(collection));
                await client.SetAliasAsync(name, target, cancellationToken);
                terminal.Out.WriteLine($"{name} stands for {target}.");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command DeleteCommand(Terminal terminal)
    {
        Argument<string> alias = new("alias") { Description = "The name." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("delete", "Deletes an alias. The collection stays.") { alias, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                string name = parsed.GetRequiredValue(alias);
                await client.DeleteAliasAsync(name, cancellationToken);
                terminal.Out.WriteLine($"Deleted the alias {name}.");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }
}
