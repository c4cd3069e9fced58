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
          vectorizer query words --positive piano --positive cello --negative car --strategy best_score
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

    private readonly Option<string[]> _positive = new("--positive")
    {
        Description = "Search for what is like this point, which is itself left out. May be given several times.",
        HelpName = "id",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _negative = new("--negative")
    {
        Description = "Search for what is unlike this point, which is itself left out. May be given several times.",
        HelpName = "id",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _strategy = new Option<string?>("--strategy")
    {
        Description = "How --positive and --negative count: their averages make one vector, or each point is scored by the "
            + "examples that it is most like. average_vector unless given.",
        HelpName = "average_vector|best_score",
    }.AcceptOnlyFromAmong("average_vector", "best_score");

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
            "query", "Finds the points nearest to a vector or to another point, or like some and unlike others.", Explanation)
        {
            _collection, _id, _vector, _positive, _negative, _strategy, _using, _filter, _limit, _offset, _ef, _exact, _threshold, _url,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_filter) is { } filter && Parse(filter) is null)
            {
                result.AddError("--filter must be JSON.");
            }

            bool hasExamples = HasExamples(result.GetValue(_positive), result.GetValue(_negative));
            bool[] targets = [result.GetValue(_id) is not null, result.GetValue(_vector) is not null, hasExamples];
            if (targets.Count(static given => given) != 1)
            {
                result.AddError("Either --id, or --vector, or --positive and --negative say what to search for.");
            }

            if (result.GetValue(_strategy) is not null && !hasExamples)
            {
                result.AddError("--strategy tells how --positive and --negative count.");
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
            Recommend = RecommendationOf(parsed),
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

    private static bool HasExamples(string[]? positive, string[]? negative) => positive is { Length: > 0 } || negative is { Length: > 0 };

    private Recommendation? RecommendationOf(ParseResult parsed)
        => parsed.GetValue(_positive) is { } positive
            && parsed.GetValue(_negative) is { } negative
            && HasExamples(positive, negative)
            ? new Recommendation
            {
                Positive = [.. positive.Select(Example.Point)],
                Negative = [.. negative.Select(Example.Point)],
                Strategy = parsed.GetValue(_strategy) switch
                {
                    "average_vector" => RecommendStrategy.AverageVector,
                    "best_score" => RecommendStrategy.BestScore,
                    _ => null,
                },
            }
            : null;

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
