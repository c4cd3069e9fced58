using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Vectorizer.Client.Points;

namespace Vectorizer.Cli.Commands;

/// <summary>The options that name points: <c>--id</c>, as often as there are points, or <c>--filter</c>.</summary>
internal sealed class PointSelectionOptions
{
    private readonly Option<string[]> _ids = new("--id")
    {
        Description = "A point. May be given several times.",
        HelpName = "id",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<JsonElement?> _filter = JsonOption.Create("--filter", "The points that match this filter, a JSON object.");

    public void AddTo(Command command)
    {
        command.Options.Add(_ids);
        command.Options.Add(_filter);
        command.Validators.Add(Check);
    }

    /// <summary>The filter, or null where ids name the points.</summary>
    public JsonElement? FilterOf(ParseResult parsed) => parsed.GetValue(_filter);

    public IReadOnlyList<string> IdsOf(ParseResult parsed) => parsed.GetValue(_ids) ?? [];

    public PointSelection Of(ParseResult parsed)
        => FilterOf(parsed) is { } filter ? PointSelection.Matching(filter) : PointSelection.Of(IdsOf(parsed));

    private void Check(CommandResult result)
    {
        bool hasIds = result.GetResult(_ids) is { Tokens.Count: > 0 };
        if (hasIds == (result.GetResult(_filter) is not null))
        {
            result.AddError("Either --id or --filter says which points are meant.");
        }
    }
}
