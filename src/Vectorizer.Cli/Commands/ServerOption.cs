using System.CommandLine;
using System.CommandLine.Parsing;

namespace Vectorizer.Cli.Commands;

/// <summary><c>--url</c>: the server to talk to.</summary>
internal static class ServerOption
{
    private const string Variable = "VECTORIZER_URL";
    private const string Default = "http://127.0.0.1:15002";

    public static Option<Uri> Create() => new("--url")
    {
        Description = $"The server. The environment variable {Variable} changes the default.",
        HelpName = "url",
        DefaultValueFactory = result => Parse(Environment.GetEnvironmentVariable(Variable) ?? Default, result),
        CustomParser = result => Parse(result.Tokens[0].Value, result),
    };

    private static Uri Parse(string text, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"'{text}' is not the address of a server, such as {Default}.");
        return new Uri(Default);
    }
}
