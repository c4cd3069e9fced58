using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vectorizer.Cli.Output;
using Vectorizer.Client;
using Vectorizer.Client.Points;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer points</c>: show, list, count and delete points.</summary>
internal static class PointsCommand
{
    private const int DefaultLimit = 100;
    private const int PagePoints = 1_000;

    private const string Explanation = """
        Examples:
          vectorizer points show films alien
          vectorizer points list films --order-by year --descending --limit 20
          vectorizer points count films --filter '{"must":[{"key":"genres","match":{"value":"scifi"}}]}'
          vectorizer points facet films genres
          vectorizer points delete films --id alien
        """;

    public static Command Create(Terminal terminal)
        => new ExplainedCommand("points", "Shows, lists, counts and deletes points.", Explanation)
        {
            ShowCommand(terminal),
            ListCommand(terminal),
            CountCommand(terminal),
            FacetCommand(terminal),
            DeleteCommand(terminal),
        };

    private static Command ShowCommand(Terminal terminal)
    {
        Argument<string> collection = CollectionArgument();
        Argument<string> id = new("id") { Description = "The point." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("show", "Shows a point: its vectors and its payload.") { collection, id, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                Point point = await client.GetPointAsync(
                    parsed.GetRequiredValue(collection), parsed.GetRequiredValue(id), cancellationToken);
                Listing listing = new(terminal, "", "");
                listing.Add("id", Printable.Of(point.Id));
                if (point.Vector is { } vector)
                {
                    listing.Add("vector", NumbersOf(vector));
                }

                foreach ((string field, ReadOnlyMemory<float> named) in point.Vectors ?? new Dictionary<string, ReadOnlyMemory<float>>())
                {
                    listing.Add($"vector {Printable.Of(field)}", NumbersOf(named));
                }

                listing.Add("payload", Printable.Of(point.Payload));
                listing.Write();
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command ListCommand(Terminal terminal)
    {
        Argument<string> collection = CollectionArgument();
        Option<JsonElement?> filter = FilterOption();
        Option<int?> limit = new("--limit", "-n") { Description = $"How many points to list; {DefaultLimit} if not given.", HelpName = "n" };
        Option<bool> all = new("--all") { Description = "List all of them." };
        Option<string?> orderBy = new("--order-by")
        {
            Description = "Put the points in the order of the values at this path of their payloads; points without one are left out.",
            HelpName = "path",
        };
        Option<bool> descending = new("--descending") { Description = "The largest value first." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("list", "Lists points with their payloads.") { collection, filter, orderBy, descending, limit, all, url };
        command.Validators.Add(result =>
        {
            if (result.GetValue(limit) < 1)
            {
                result.AddError("--limit must be at least 1.");
            }

            if (result.GetValue(all) && result.GetValue(limit) is not null)
            {
                result.AddError("Either --limit or --all says how many points are listed.");
            }

            if (result.GetValue(descending) && result.GetValue(orderBy) is null)
            {
                result.AddError("--descending needs --order-by.");
            }
        });
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            client => ListAsync(
                terminal,
                client,
                parsed.GetRequiredValue(collection),
                new ScrollRequest
                {
                    Filter = parsed.GetValue(filter),
                    OrderBy = parsed.GetValue(orderBy) is { } key ? new OrderBy(key, parsed.GetValue(descending) ? "desc" : "asc") : null,
                },
                parsed.GetValue(all) ? int.MaxValue : parsed.GetValue(limit) ?? DefaultLimit,
                cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync(
        Terminal terminal, VectorizerHttpClient client, string collection, ScrollRequest request, int limit, CancellationToken cancellationToken)
    {
        int listed = 0;
        string? cursor = null;
        Listing table = new(terminal, "id", "payload");
        do
        {
            PointPage page = await client.ScrollPointsAsync(
                collection, request with { Limit = Math.Min(limit - listed, PagePoints), Cursor = cursor }, cancellationToken);
            foreach (Point point in page.Points)
            {
                table.Add(Printable.Of(point.Id), Printable.Of(point.Payload));
            }

            listed += page.Points.Count;
            cursor = page.NextCursor;
            if (terminal.Page is null)
            {
                // A script gets each page as it comes.
                table.Write();
                table = new Listing(terminal, "id", "payload");
            }
        }
        while (cursor is not null && listed < limit);

        if (terminal.Page is not null)
        {
            table.Write();
            terminal.Error.WriteLine($"{Amounts.Points(listed)}{(cursor is null ? "" : ", and there are more")}");
        }

        return ExitCode.Success;
    }

    private static Command CountCommand(Terminal terminal)
    {
        Argument<string> collection = CollectionArgument();
        Option<JsonElement?> filter = FilterOption();
        Option<bool> estimate = new("--estimate") { Description = "Be content with an estimate, which costs less in a large collection." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("count", "Counts points.") { collection, filter, estimate, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                CountResult result = await client.CountPointsAsync(
                    parsed.GetRequiredValue(collection), parsed.GetValue(filter), !parsed.GetValue(estimate), cancellationToken);
                terminal.Out.WriteLine(terminal.Page is null
                    ? result.Count.ToString(CultureInfo.InvariantCulture)
                    : $"{(result.Exact ? "" : "about ")}{Amounts.Points(result.Count)}");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command FacetCommand(Terminal terminal)
    {
        Argument<string> collection = CollectionArgument();
        Argument<string> key = new("key") { Description = "Path of the values in the payloads, such as author.name or tags[]." };
        Option<JsonElement?> filter = FilterOption();
        Option<int?> limit = new("--limit", "-n") { Description = "How many values to show; 10 if not given.", HelpName = "n" };
        Option<Uri> url = ServerOption.Create();
        Command command = new("facet", "Shows the values that most points have at a key, and how many.") { collection, key, filter, limit, url };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                FacetResult result = await client.FacetAsync(
                    parsed.GetRequiredValue(collection),
                    new FacetRequest(parsed.GetRequiredValue(key)) { Filter = parsed.GetValue(filter), Limit = parsed.GetValue(limit) },
                    cancellationToken);
                Listing listing = new(terminal, "value", "points ");
                foreach (FacetValue facet in result.Values)
                {
                    listing.Add(Printable.Of(facet.Value), facet.Count);
                }

                listing.Write();
                if (!result.Exact)
                {
                    terminal.Error.WriteLine("There are so many values that some may be missing, and counts too low.");
                }

                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command DeleteCommand(Terminal terminal)
    {
        Argument<string> collection = CollectionArgument();
        PointSelectionOptions points = new();
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask whether this is meant, which is asked with --filter." };
        Option<Uri> url = ServerOption.Create();
        Command command = new("delete", "Deletes points.") { collection };
        points.AddTo(command);
        command.Options.Add(yes);
        command.Options.Add(url);
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                string name = parsed.GetRequiredValue(collection);
                DeleteResult result;
                if (points.FilterOf(parsed) is { } filter)
                {
                    await AskAsync(terminal, client, name, filter, parsed.GetValue(yes), cancellationToken);
                    result = await client.DeletePointsAsync(name, filter, cancellationToken);
                }
                else
                {
                    result = await client.DeletePointsAsync(name, points.IdsOf(parsed), cancellationToken);
                }

                terminal.Out.WriteLine($"Deleted {Amounts.Points(result.Deleted)}.");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static async Task AskAsync(
        Terminal terminal, VectorizerHttpClient client, string collection, JsonElement filter, bool sure, CancellationToken cancellationToken)
    {
        if (sure)
        {
            return;
        }

        CountResult count = await client.CountPointsAsync(collection, filter, cancellationToken: cancellationToken);
        terminal.Error.Write($"Delete {Amounts.Points(count.Count)} of {collection}? [y/N] ");
        if (await terminal.In.ReadLineAsync(cancellationToken) is not ("y" or "Y" or "yes"))
        {
            throw new CommandException(ExitCode.Usage, "Nothing was deleted.", "--yes deletes without asking.");
        }
    }

    private static string NumbersOf(ReadOnlyMemory<float> vector)
        => $"[{string.Join(", ", vector.ToArray().Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}]";

    private static Argument<string> CollectionArgument() => new("collection") { Description = "The collection." };

    private static Option<JsonElement?> FilterOption() => JsonOption.Create("--filter", "Only points that match this filter, a JSON object.");
}
