using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Collections;

[Collection<ThreeSilosCollection>]
public sealed class CollectionLifecycleTests(ThreeSilos cluster)
{
    private readonly string _name = Definitions.NewName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collection_is_what_was_asked_for()
    {
        CollectionDefinition definition = Definitions.Plain(_name, dimension: 7, segments: 5);

        CollectionRecord created = await cluster.Client.CreateCollectionAsync(definition, Token);

        CollectionRecord? found = await cluster.Client.FindCollectionAsync(_name, Token);
        Assert.Equal(created.Id, found?.Id);
        Assert.Equal(definition.Fields, found?.Definition.Fields);
        Assert.Equal((5, 1L), (found?.Definition.Segments, found?.Version));
        Assert.Contains(await cluster.Client.ListCollectionsAsync(Token), record => record.Id == created.Id);
    }

    [Fact]
    public async Task A_second_collection_of_a_name_is_refused()
    {
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token));

        Assert.Equal(VectorizerError.CollectionExists, e.Code);
    }

    [Fact]
    public async Task A_faulty_definition_is_refused_by_the_catalog_too()
    {
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Grains.GetGrain<ICatalogGrain>(0).Create(Definitions.Plain("../x")));

        Assert.Equal((VectorizerError.InvalidArgument, "name"), (e.Code, e.Argument));
    }

    [Fact]
    public async Task Every_operation_on_an_unknown_collection_says_so()
    {
        Func<Task>[] operations =
        [
            async () => await cluster.Client.GetRecordAsync(_name, Token),
            () => cluster.Client.ChangeCollectionAsync(_name, new CollectionChange("", 10), Token),
            () => cluster.Client.DropCollectionAsync(_name, Token),
            () => cluster.Client.GetSegmentsAsync(_name, Token),
            () => cluster.Client.UpsertAsync(_name, Points.OnALine(1), null, Token),
            () => cluster.Client.DeleteAsync(_name, Points.Ids("a"), null, Token),
            () => cluster.Client.GetAsync(_name, Points.Ids("a"), PointParts.None, null, Token),
            () => cluster.Client.ListAsync(_name, null, 10, PointParts.None, null, Token),
            () => cluster.Client.SearchAsync(_name, new SearchQuery { Vectors = new VectorBlock([1]) }, Token),
        ];

        foreach (Func<Task> operation in operations)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(operation);
            Assert.Equal(VectorizerError.CollectionNotFound, e.Code);
        }

        Assert.Null(await cluster.Client.FindCollectionAsync(_name, Token));
    }

    [Fact]
    public async Task Segments_of_a_collection_that_never_was_refuse_everything()
    {
        ISegmentGrain segment = cluster.Grains.GetGrain<ISegmentGrain>(new SegmentKey(4, 0).ToString());

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => segment.Upsert(Points.OnALine(1), new WriteOptions(TimeSpan.FromSeconds(5))));

        Assert.Equal(VectorizerError.CollectionNotFound, e.Code);
        e = await Assert.ThrowsAsync<VectorizerException>(() => cluster.Grains.GetGrain<ICollectionGrain>(4).Segments());
        Assert.Equal(VectorizerError.CollectionNotFound, e.Code);
    }

    [Fact]
    public async Task A_segment_beyond_the_last_one_does_not_exist()
    {
        CollectionRecord record = await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, 3).ToString()).Status());

        Assert.Equal(VectorizerError.CollectionNotFound, e.Code);
    }

    [Fact]
    public async Task A_change_reaches_every_segment()
    {
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);

        CollectionRecord changed = await cluster.Client.ChangeCollectionAsync(_name, new CollectionChange("", 7), Token);

        Assert.Equal((7, 2L), (changed.Definition.Fields[0].Hnsw.EfSearch, changed.Version));
        Assert.Equal(3, OpenSegments(cluster).Count(segment => segment is { Version: 2, EfSearch: 7 }));

        IEnumerable<(long Version, int EfSearch)> OpenSegments(VectorizerCluster silos) => silos
            .OnEverySilo<SegmentRegistry>()
            .SelectMany(registry => registry.OpenSegments)
            .Where(segment => segment.Key.CollectionId == changed.Id)
            .Select(segment => (segment.Record.Version, segment.Record.Definition.Fields[0].Hnsw.EfSearch));
    }

    [Fact]
    public async Task A_collection_of_the_same_name_starts_empty_and_with_an_id_of_its_own()
    {
        CollectionRecord first = await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);
        await cluster.Client.UpsertAsync(_name, Points.OnALine(50), null, Token);
        await cluster.Client.DropCollectionAsync(_name, Token);

        CollectionRecord second = await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);

        Assert.True(second.Id > first.Id);
        Assert.Equal(0, (await cluster.Client.ListAsync(_name, null, 10, PointParts.None, null, Token)).Points.Count);
        Assert.All(await cluster.Client.GetSegmentsAsync(_name, Token), segment => Assert.Equal(0, segment.Points));
    }

    [Fact]
    public async Task A_dropped_collection_leaves_no_segment_behind()
    {
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);
        await cluster.Client.UpsertAsync(_name, Points.OnALine(50), null, Token);
        Assert.Equal(3, Open());

        await cluster.Client.DropCollectionAsync(_name, Token);

        Assert.Equal(0, Open());

        int Open() => cluster.OnEverySilo<SegmentRegistry>().Sum(
            registry => registry.Statuses().Count(segment => segment.Collection == _name));
    }

    /// <summary>A client that has not heard of a drop and a new collection finds the new one, with other parameters.</summary>
    [Fact]
    public async Task An_outdated_record_is_fetched_again()
    {
        VectorizerClient outdated = new(cluster.Grains);
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name, dimension: 4, segments: 2), Token);
        await outdated.UpsertAsync(_name, Points.OnALine(10, 4), null, Token);
        long oldId = (await outdated.GetRecordAsync(_name, Token)).Id;
        await RecreateAsync(dimension: 6);

        // By the old record these points have the wrong dimension.
        CollectionWriteResult written = await outdated.UpsertAsync(_name, Points.OnALine(10, 6), null, Token);

        Assert.Equal(10, written.ThrowIfFailed().Affected);
        Assert.NotEqual(oldId, (await outdated.GetRecordAsync(_name, Token)).Id);

        await RecreateAsync(dimension: 6);
        Assert.Equal(0, (await outdated.SearchAsync(_name, Near(0, 6), Token)).Hits[0].Count);
        await RecreateAsync(dimension: 6);
        Assert.Equal(0, (await outdated.GetAsync(_name, Points.Ids("p1"), PointParts.None, null, Token)).Count);
        await RecreateAsync(dimension: 6);
        Assert.Equal(0, (await outdated.ListAsync(_name, null, 10, PointParts.None, null, Token)).Points.Count);
        await RecreateAsync(dimension: 6);
        Assert.Equal(0, (await outdated.DeleteAsync(_name, Points.Ids("p1"), null, Token)).ThrowIfFailed().Affected);
        await RecreateAsync(dimension: 6);
        Assert.Equal(3, (await outdated.GetSegmentsAsync(_name, Token)).Length);

        async Task RecreateAsync(int dimension)
        {
            await cluster.Client.DropCollectionAsync(_name, Token);
            await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name, dimension, segments: 3), Token);
        }
    }

    [Fact]
    public async Task A_client_that_missed_a_drop_learns_of_it()
    {
        VectorizerClient outdated = new(cluster.Grains);
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);
        await outdated.GetRecordAsync(_name, Token);
        await cluster.Client.DropCollectionAsync(_name, Token);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => outdated.UpsertAsync(_name, Points.OnALine(1), null, Token));

        Assert.Equal(VectorizerError.CollectionNotFound, e.Code);
    }

    /// <summary>Nothing in it waits for a moment: searches run on all silos while the memory below them is given back.</summary>
    [Fact]
    public async Task A_search_during_a_drop_answers_or_says_that_the_collection_is_gone()
    {
        for (int round = 0; round < 10; round++)
        {
            await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name, dimension: 32), Token);
            await cluster.Client.UpsertAsync(_name, Points.OnALine(300, 32), null, Token);
            TaskCompletionSource searching = new();
            Task<int>[] searchers = [.. Enumerable.Range(0, 8).Select(_ => SearchUntilGoneAsync(searching))];
            await await Task.WhenAny(searching.Task, Task.WhenAll(searchers));

            await cluster.Client.DropCollectionAsync(_name, Token);

            Assert.All(await Task.WhenAll(searchers), answers => Assert.True(answers >= 0));
        }

        async Task<int> SearchUntilGoneAsync(TaskCompletionSource searching)
        {
            for (int answers = 0; ; answers++)
            {
                try
                {
                    SearchResult result = await cluster.Client.SearchAsync(_name, Near(5, 32) with { Exact = true }, Token);
                    Assert.Equal(10, result.Hits[0].Count);
                }
                catch (VectorizerException e) when (e.Code == VectorizerError.CollectionNotFound)
                {
                    searching.TrySetResult();
                    return answers;
                }

                searching.TrySetResult();
            }
        }
    }

    /// <summary>
    /// Callers create and drop a few names at once. Each operation succeeds or is refused for a reason that holds, no id
    /// comes twice, and what the catalog says in the end is what the segments are.
    /// </summary>
    [Fact]
    public async Task Creating_and_dropping_at_once_ends_in_one_truth()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        string[] names = [.. Enumerable.Range(0, 3).Select(i => $"{_name}-{i}")];
        ImmutableArray<long>[] created = await Task.WhenAll(Enumerable.Range(0, 6).Select(CreateAndDropAsync));

        Assert.Equal(created.Sum(ids => ids.Length), created.SelectMany(ids => ids).Distinct().Count());
        foreach (string name in names)
        {
            CollectionRecord? record = await cluster.Client.FindCollectionAsync(name, Token);
            if (record is not null)
            {
                await cluster.Client.UpsertAsync(name, Points.OnALine(20), null, Token);
                Assert.Equal(20, (await cluster.Client.ListAsync(name, null, 100, PointParts.None, null, Token)).Points.Count);
                await cluster.Client.DropCollectionAsync(name, Token);
            }
        }

        Assert.DoesNotContain(
            cluster.OnEverySilo<SegmentRegistry>().SelectMany(registry => registry.Statuses()),
            segment => names.Contains(segment.Collection));

        async Task<ImmutableArray<long>> CreateAndDropAsync(int caller)
        {
            Random random = new(seed + caller);
            ImmutableArray<long>.Builder ids = ImmutableArray.CreateBuilder<long>();
            for (int i = 0; i < 30; i++)
            {
                string name = names[random.Next(names.Length)];
                try
                {
                    if (random.Next(2) == 0)
                    {
                        ids.Add((await cluster.Client.CreateCollectionAsync(Definitions.Plain(name), Token)).Id);
                    }
                    else
                    {
                        await cluster.Client.DropCollectionAsync(name, Token);
                    }
                }
                catch (VectorizerException e) when (
                    e.Code is VectorizerError.CollectionExists or VectorizerError.CollectionNotFound)
                {
                    // Another caller was quicker.
                }
            }

            return ids.ToImmutable();
        }
    }

    private static SearchQuery Near(float place, int dimension)
        => new() { Vectors = new VectorBlock([.. Enumerable.Repeat(place, dimension)]) };
}
