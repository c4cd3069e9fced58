using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vectorizer.Cli.Files;
using Vectorizer.Cli.Output;
using Vectorizer.Client.Search;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer query</c>.</summary>
internal sealed class QueryCommand
{
    private const string Explanation = """
        On a terminal the answer is a table. Piped on, it is a line for each point: id, score and payload with tabs between.

        Examples:
          vectorizer query words --id piano
          echo "[0.1, 0.2, 0.3]" | vectorizer query articles --vector - --limit 3
          vectorizer query articles --id a1 --filter '{"must":[{"key":"lang","match":{"value":"en"}}]}'
        """;

    private readonly Argument<string> _collection = new("collection") { Description = "The collection to search." };

    private readonly Option<string?> _id = new("--id")
    {
        Description = "Search near this point, which is itself left out.",
        HelpName = "id",
    };

    private readonly Option<string?> _vector = new("--vector")
    {
        Description = "Search near the vector in this file, or - for the standard input: numbers with commas or spaces "
            + "between, with or without brackets.",
        HelpName = "file|-",
    };

    private readonly Option<string?> _using = new("--using")
    {
        Description = "The vector field to search, in a collection that has several.",
        HelpName = "field",
    };

    private readonly Option<string?> _filter = new("--filter")
    {
        Description = "Find only points that match this filter, a JSON object.",
        HelpName = "json",
    };

    private readonly Option<int> _limit = new("--limit", "-n")
    {
        Description = "How many points to find.",
        HelpName = "n",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<int?> _offset = new("--offset")
    {
        Description = "How many of the nearest to leave out.",
        HelpName = "n",
    };

    private readonly Option<int?> _ef = new("--ef")
    {
        Description = "Candidates kept while searching. More finds more of the true neighbours, slower.",
        HelpName = "n",
    };

    private readonly Option<bool> _exact = new("--exact")
    {
        Description = "Compare with every point instead of walking the graph.",
    };

    private readonly Option<float?> _threshold = new("--score-threshold")
    {
        Description = "Leave out points further away than this score.",
        HelpName = "score",
    };

    private readonly Option<Uri> _url = ServerOption.Create();

    public static Command Create(Terminal terminal) => new QueryCommand().Build(terminal);

    private Command Build(Terminal terminal)
    {
        Command command = new ExplainedCommand(
            "query", "Finds the points nearest to a vector or to another point.", Explanation)
        {
            _collection, _id, _vector, _using, _filter, _limit, _offset, _ef, _exact, _threshold, _url,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_filter) is { } filter && Parse(filter) is null)
            {
                result.AddError("--filter must be JSON.");
            }

            if ((result.GetValue(_id) is null) == (result.GetValue(_vector) is null))
            {
                result.AddError("Either --id or --vector says what to search near.");
            }
        });
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(_url),
            async client =>
            {
                Query query = await QueryAsync(terminal, parsed, cancellationToken);
                Write(
                    terminal,
                    await client.QueryAsync(parsed.GetRequiredValue(_collection), query, cancellationToken));
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private async Task<Query> QueryAsync(Terminal terminal, ParseResult parsed, CancellationToken cancellationToken)
    {
        Query query = new()
        {
            Id = parsed.GetValue(_id),
            Using = parsed.GetValue(_using),
            Filter = parsed.GetValue(_filter) is { } filter ? Parse(filter) : null,
            Limit = parsed.GetValue(_limit),
            Offset = parsed.GetValue(_offset),
            Ef = parsed.GetValue(_ef),
            Exact = parsed.GetValue(_exact) ? true : null,
            ScoreThreshold = parsed.GetValue(_threshold),
        };
        return parsed.GetValue(_vector) is string source
            ? query with { Vector = await VectorText.ReadAsync(source, terminal.In, cancellationToken) }
            : query;
    }

    private static JsonElement? Parse(string json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write(Terminal terminal, QueryResult result)
    {
        Listing listing = new(terminal, "id", "score ", "payload");
        foreach (ScoredPoint point in result.Points)
        {
            listing.Add(
                Printable.Of(point.Id),
                point.Score.ToString("0.0000", CultureInfo.InvariantCulture),
                Printable.Of(point.Payload));
        }

        listing.Write();
        if (terminal.Page is not null)
        {
            terminal.Error.WriteLine($"{result.Points.Count} points in {Amounts.Milliseconds(result.TookMs)}");
        }
    }
}
