using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>Reads everything that a server holds, in every way in which it can be read.</summary>
/// <remarks>The ways must agree: lists, counts, exact searches, points by id.</remarks>
internal sealed class Observer(Api api, IReadOnlyDictionary<string, CollectionShape> shapes, CrashOptions options)
{
    // In one request.
    private const int MaxQueries = 500;

    /// <exception cref="CrashViolationException">The server shows something that cannot be, whatever happened before.</exception>
    public async Task<IReadOnlyDictionary<string, ObservedCollection>> ObserveAsync(Random random)
    {
        ConcurrentDictionary<string, ObservedCollection> observed = [];
        JsonElement list = (await api.GetAsync("/api/v1/collections")).Expect(200);
        (CollectionShape Shape, int Seed)[] found =
        [
            .. list.GetProperty("collections").EnumerateArray().Select(item => (ShapeOf(item), random.Next())),
        ];
        Dictionary<string, string[]> aliases = await AliasesAsync([.. found.Select(item => item.Shape.Name)]);
        await Parallel.ForEachAsync(
            found,
            new ParallelOptions { MaxDegreeOfParallelism = options.Connections },
            async (item, _) => observed[item.Shape.Name] = await ObserveAsync(
                item.Shape, aliases.GetValueOrDefault(item.Shape.Name, []), new Random(item.Seed)));
        return observed;
    }

    private CollectionShape ShapeOf(JsonElement item)
    {
        string name = item.GetProperty("name").GetString()!;
        if (!shapes.TryGetValue(name, out CollectionShape? shape))
        {
            throw new CrashViolationException(name, [], "exists, though nobody has ever created it");
        }

        return item.GetProperty("state").ValueEquals("ready")
            ? shape
            : throw new CrashViolationException(name, [], $"is not ready: {item}");
    }

    /// <summary>The aliases of each collection.</summary>
    private async Task<Dictionary<string, string[]>> AliasesAsync(HashSet<string> collections)
    {
        JsonElement list = (await api.GetAsync("/api/v1/aliases")).Expect(200).GetProperty("aliases");
        Dictionary<string, string[]> aliases = list.EnumerateArray()
            .GroupBy(item => item.GetProperty("collection").GetString()!, item => item.GetProperty("alias").GetString()!)
            .ToDictionary(group => group.Key, group => group.ToArray());
        return aliases.Keys.FirstOrDefault(name => !collections.Contains(name)) is { } missing
            ? throw new CrashViolationException(missing, [], $"is not there, and {string.Join(' ', aliases[missing])} stands for it")
            : aliases;
    }

    private async Task<ObservedCollection> ObserveAsync(CollectionShape shape, string[] aliases, Random random)
    {
        JsonElement description = (await api.GetAsync(shape.Path)).Expect(200);
        JsonElement segments = (await api.GetAsync($"{shape.Path}/segments")).Expect(200).GetProperty("segments");
        Dictionary<string, PointState> points = await ListAsync(shape, random.Next(1, 200));
        int counted = segments.EnumerateArray().Sum(segment => segment.GetProperty("points").GetInt32());
        if (description.GetProperty("points").GetInt32() != points.Count || counted != points.Count)
        {
            throw new CrashViolationException(
                shape.Name, [], $"lists {points.Count} points, tells {description.GetProperty("points")}, its segments {counted}");
        }

        // Loaded and replayed as it was wanted when the server ended, whatever it was then.
        if (description.GetProperty("requantizing_segments").GetInt32() > 0)
        {
            throw new CrashViolationException(shape.Name, [], $"was not opened with the quantization that it asks for: {segments}");
        }

        await SearchAsync(shape, points);
        await GetAsync(shape, points, random);
        await FilterAsync(shape, points, random);
        return new ObservedCollection(
            description.GetProperty("id").ToString(),
            ObservedCollection.EfSearchOf(description),
            points,
            segments.EnumerateArray().ToDictionary(
                segment => segment.GetProperty("segment").GetInt32(), segment => segment.GetProperty("sequence").GetInt64()),
            await IndexesAsync(shape),
            aliases);
    }

    /// <summary>The indexes over payloads, which a restart has built before the collection is ready.</summary>
    private async Task<Dictionary<string, string>> IndexesAsync(CollectionShape shape)
    {
        JsonElement list = (await api.GetAsync($"{shape.Path}/indexes")).Expect(200).GetProperty("indexes");
        Dictionary<string, string> types = [];
        foreach (JsonElement index in list.EnumerateArray())
        {
            if (!index.GetProperty("state").ValueEquals("ready"))
            {
                throw new CrashViolationException(shape.Name, [], $"has an index that is not ready after a restart: {index}");
            }

            types.Add(index.GetProperty("key").GetString()!, index.GetProperty("type").GetString()!);
        }

        return types;
    }

    private async Task<Dictionary<string, PointState>> ListAsync(CollectionShape shape, int limit)
    {
        Dictionary<string, PointState> points = [];
        string? cursor = null;
        do
        {
            string page = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            JsonElement answer = (await api.GetAsync(
                $"{shape.Path}/points?limit={limit.ToString(CultureInfo.InvariantCulture)}&with_vector=true{page}")).Expect(200);
            foreach (JsonElement item in answer.GetProperty("points").EnumerateArray())
            {
                (string id, PointState state) = PointReader.Read(shape, item);
                if (!points.TryAdd(id, state))
                {
                    throw new CrashViolationException(shape.Name, [id], $"{id} is listed twice");
                }
            }

            cursor = answer.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        return points;
    }

    /// <summary>Each point is the nearest to its own vector, and a search for all finds these and no others.</summary>
    private async Task SearchAsync(CollectionShape shape, Dictionary<string, PointState> points)
    {
        foreach ((string Id, PointState State)[] some in points.Select(point => (point.Key, point.Value)).Chunk(MaxQueries))
        {
            JsonArray queries = [.. some.Select(point => PointContents.Query(point.Id, point.State.Version, 1))];
            JsonElement answer = (await api.PostAsync($"{shape.Path}/query/batch", new JsonObject { ["queries"] = queries })).Expect(200);
            foreach (((string id, _), JsonElement result) in some.Zip(answer.GetProperty("results").EnumerateArray()))
            {
                if (!IdsOf(result).SequenceEqual([id]))
                {
                    throw new CrashViolationException(shape.Name, [id], $"a search with the vector of {id} finds {result}");
                }
            }
        }

        JsonElement all = (await api.PostAsync($"{shape.Path}/query", PointContents.Query("any", 0, points.Count + 10))).Expect(200);
        string[] found = [.. IdsOf(all).Order()];
        if (!found.SequenceEqual(points.Keys.Order()))
        {
            string[] differ = [.. found.Except(points.Keys), .. points.Keys.Except(found)];
            throw new CrashViolationException(
                shape.Name, differ, $"a search finds {found.Length} points of {points.Count}; they differ in {string.Join(' ', differ)}");
        }
    }

    /// <summary>A point that is listed is found by its id as well, and one that is not listed is not found.</summary>
    private async Task GetAsync(CollectionShape shape, Dictionary<string, PointState> points, Random random)
    {
        for (int connection = 0; connection < options.Connections; connection++)
        {
            string id = OperationMix.RandomId($"c{connection}-", random);
            Answer answer = await api.GetAsync($"{shape.Path}/points/{id}");
            bool agrees = points.TryGetValue(id, out PointState listed)
                ? answer.Status == 200 && PointReader.Read(shape, answer.Body).State == listed
                : answer.Code == "point_not_found";
            if (!agrees)
            {
                throw new CrashViolationException(shape.Name, [id], $"{id} is listed as {listed} and answered as {answer}");
            }
        }
    }

    /// <summary>Filters on what the points of each connection hold are answered as the list of all points says.</summary>
    private async Task FilterAsync(CollectionShape shape, Dictionary<string, PointState> points, Random random)
    {
        foreach (IGrouping<string, KeyValuePair<string, PointState>> own in points.GroupBy(point => PointContents.OwnerOf(point.Key)))
        {
            PointFilter filter = PointFilter.Any(own.Key, own.Max(point => point.Value.Payload.Revision), random);
            string[] expected = [.. own.Where(point => filter.Matches(point.Value)).Select(point => point.Key).Order()];
            Answer count = await api.PostAsync($"{shape.Path}/points/count", new JsonObject { ["filter"] = filter.Body });
            if (count.Expect(200).GetProperty("count").GetInt32() != expected.Length)
            {
                throw new CrashViolationException(
                    shape.Name, expected, $"{expected.Length} points of {own.Key} have {filter}, and the count is {count}");
            }

            JsonObject scroll = new() { ["filter"] = filter.Body, ["limit"] = points.Count + 1, ["with_payload"] = false };
            JsonObject query = PointContents.Query("any", 0, points.Count + 1);
            query["filter"] = filter.Body;
            CheckMatches(shape, filter, expected, await api.PostAsync($"{shape.Path}/points/scroll", scroll));
            CheckMatches(shape, filter, expected, await api.PostAsync($"{shape.Path}/query", query));
        }
    }

    private static void CheckMatches(CollectionShape shape, PointFilter filter, string[] expected, Answer answer)
    {
        string[] found = [.. IdsOf(answer.Expect(200)).Order()];
        if (!found.SequenceEqual(expected))
        {
            string[] differ = [.. found.Except(expected), .. expected.Except(found)];
            throw new CrashViolationException(
                shape.Name, differ, $"{string.Join(' ', differ)}: one of list and filter is wrong, with {filter}: {answer}");
        }
    }

    private static IEnumerable<string> IdsOf(JsonElement result)
        => result.GetProperty("points").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()!);
}
