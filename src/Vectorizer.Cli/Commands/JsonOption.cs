using System.CommandLine;
using System.Text.Json;

namespace Vectorizer.Cli.Commands;

/// <summary>An option that holds JSON. What it means is for the server to say; that it is JSON is checked here.</summary>
internal static class JsonOption
{
    public static Option<JsonElement?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "json",
        CustomParser = result =>
        {
            try
            {
                return JsonElement.Parse(result.Tokens[^1].Value);
            }
            catch (JsonException)
            {
                result.AddError($"{name} must be JSON.");
                return null;
            }
        },
    };
}
