using System.CommandLine;
using System.Text.Json;
using Vectorizer.Cli.Output;
using Vectorizer.Client;
using Vectorizer.Client.Points;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer payloads</c>: change the payloads of points while their vectors stay.</summary>
internal static class PayloadsCommand
{
    private const string Explanation = """
        Examples:
          vectorizer payloads set films --id alien --id solaris --payload '{"seen": true}'
          vectorizer payloads set films --id alien --key price --payload '{"usd": 5}'
          vectorizer payloads delete films --filter '{"must":[{"key":"year","range":{"lt":1980}}]}' --key price.eur
        """;

    /// <summary>Sends a change to the server.</summary>
    private delegate Task<PayloadResult> Change(
        VectorizerHttpClient client, string collection, PointSelection points, CancellationToken cancellationToken);

    public static Command Create(Terminal terminal)
        => new ExplainedCommand("payloads", "Changes the payloads of points, while their vectors stay.", Explanation)
        {
            SetCommand(terminal),
            OverwriteCommand(terminal),
            DeleteCommand(terminal),
            ClearCommand(terminal),
        };

    private static Command SetCommand(Terminal terminal)
    {
        Option<JsonElement?> payload = PayloadOption("An object. Each of its members takes the place of one of the same name.");
        Option<string?> key = new("--key")
        {
            Description = "Path of the object that gets the members, such as price or author.address; the payload itself without it.",
            HelpName = "path",
        };
        Command command = Build(
            "set",
            "Puts members into payloads; other members stay.",
            terminal,
            parsed => (client, collection, points, cancellationToken) => client.SetPayloadAsync(
                collection, points, parsed.GetValue(payload)!.Value, parsed.GetValue(key), cancellationToken));
        command.Options.Add(payload);
        command.Options.Add(key);
        return command;
    }

    private static Command OverwriteCommand(Terminal terminal)
    {
        Option<JsonElement?> payload = PayloadOption("An object, the whole payload from here on.");
        Command command = Build(
            "overwrite",
            "Replaces payloads.",
            terminal,
            parsed => (client, collection, points, cancellationToken) => client.OverwritePayloadAsync(
                collection, points, parsed.GetValue(payload)!.Value, cancellationToken));
        command.Options.Add(payload);
        return command;
    }

    private static Command DeleteCommand(Terminal terminal)
    {
        Option<string[]> keys = new("--key")
        {
            Description = "Path of what is removed, such as price.eur or tags[0]. May be given several times.",
            HelpName = "path",
            Required = true,
        };
        Command command = Build(
            "delete",
            "Removes keys from payloads.",
            terminal,
            parsed => (client, collection, points, cancellationToken) => client.DeletePayloadKeysAsync(
                collection, points, parsed.GetRequiredValue(keys), cancellationToken));
        command.Options.Add(keys);
        return command;
    }

    private static Command ClearCommand(Terminal terminal) => Build(
        "clear",
        "Removes payloads. The points and their vectors stay.",
        terminal,
        _ => (client, collection, points, cancellationToken) => client.ClearPayloadAsync(collection, points, cancellationToken));

    private static Command Build(string name, string description, Terminal terminal, Func<ParseResult, Change> changeOf)
    {
        Argument<string> collection = new("collection") { Description = "The collection." };
        PointSelectionOptions points = new();
        Option<Uri> url = ServerOption.Create();
        Command command = new(name, description) { collection };
        points.AddTo(command);
        command.Options.Add(url);
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                PayloadResult result = await changeOf(parsed)(
                    client, parsed.GetRequiredValue(collection), points.Of(parsed), cancellationToken);
                terminal.Out.WriteLine($"Changed the payloads of {Amounts.Points(result.Changed)}.");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Option<JsonElement?> PayloadOption(string description)
    {
        Option<JsonElement?> option = JsonOption.Create("--payload", description);
        option.Required = true;
        return option;
    }
}
