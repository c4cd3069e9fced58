using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Collections;

[Collection<ThreeSilosCollection>]
public sealed class AliasTests(ThreeSilos cluster)
{
    private readonly string _name = Definitions.NewName();
    private readonly string _alias = Definitions.NewName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_resolved_reference_goes_on_to_mean_its_collection_when_the_alias_is_switched()
    {
        string other = Definitions.NewName();
        CollectionRecord first = await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);
        CollectionRecord second = await cluster.Client.CreateCollectionAsync(Definitions.Plain(other), Token);
        await SetAsync(_alias, _name);
        CollectionReference reference = await cluster.Client.ResolveAsync(_alias, Token);

        await SetAsync(_alias, other);
        await cluster.Client.UpsertAsync(reference, Points.OnALine(3), null, Token);

        Assert.Equal(first.Id, reference.Record.Id);
        Assert.Equal(3, (await cluster.Client.ListAsync(_name, null, 10, PointParts.None, null, Token)).Points.Count);
        Assert.Equal(0, (await cluster.Client.ListAsync(_alias, null, 10, PointParts.None, null, Token)).Points.Count);
        Assert.Equal(second.Id, (await cluster.Client.FindCollectionAsync(_alias, Token))?.Id);
    }

    [Fact]
    public async Task A_request_that_has_seen_a_collection_is_not_answered_by_the_next_one_of_its_name()
    {
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);
        CollectionReference seen = await cluster.Client.ResolveAsync(_name, Token);
        CollectionReference unseen = await cluster.Client.ResolveAsync(_name, Token);
        await cluster.Client.GetAsync(seen, Points.Ids("a"), PointParts.None, null, Token);
        await cluster.Client.DropCollectionAsync(_name, Token);
        CollectionRecord next = await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Client.GetAsync(seen, Points.Ids("a"), PointParts.None, null, Token));
        await cluster.Client.GetAsync(unseen, Points.Ids("a"), PointParts.None, null, Token);

        Assert.Equal(VectorizerError.StaleRecord, e.Code);
        Assert.Equal(next.Id, unseen.Record.Id);
    }

    [Fact]
    public async Task A_request_that_was_made_for_other_fields_is_not_sent_to_the_next_collection_of_its_name()
    {
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name, dimension: 2), Token);
        CollectionReference reference = await cluster.Client.ResolveAsync(_name, Token);
        await cluster.Client.DropCollectionAsync(_name, Token);
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name, dimension: 3), Token);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Client.SearchAsync(reference, new SearchQuery { Vectors = new VectorBlock([1, 2]) }, Token));

        Assert.Equal(VectorizerError.StaleRecord, e.Code);
    }

    [Fact]
    public async Task Segments_know_the_new_name_of_their_collection()
    {
        CollectionRecord record = await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);

        CollectionRecord renamed = await cluster.Client.RenameCollectionAsync(_name, _alias, Token);

        Assert.Equal((record.Id, _alias, 2L), (renamed.Id, renamed.Definition.Name, renamed.Version));
        string[] names = [.. cluster.OnEverySilo<SegmentRegistry>()
            .SelectMany(registry => registry.OpenSegments)
            .Where(segment => segment.Key.CollectionId == record.Id)
            .Select(segment => segment.Record.Definition.Name)];
        Assert.Equal(Enumerable.Repeat(_alias, 3), names);
    }

    [Fact]
    public async Task Another_client_sees_a_switch_when_the_lifetime_of_its_record_is_over()
    {
        string other = Definitions.NewName();
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);
        CollectionRecord second = await cluster.Client.CreateCollectionAsync(Definitions.Plain(other), Token);
        await SetAsync(_alias, _name);
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new();
        VectorizerClient elsewhere = new(cluster.Grains, timeProvider: time);
        await elsewhere.GetRecordAsync(_alias, Token);

        await SetAsync(_alias, other);
        time.Advance(new VectorizerClientOptions().RecordLifetime + TimeSpan.FromMilliseconds(1));

        Assert.Equal(second.Id, (await elsewhere.GetRecordAsync(_alias, Token)).Id);
    }

    [Fact]
    public async Task The_catalog_refuses_what_no_client_would_send()
    {
        ICatalogGrain catalog = cluster.Grains.GetGrain<ICatalogGrain>(0);
        (ImmutableArray<AliasAction> Actions, string Argument)[] wrong =
        [
            ([], "actions"),
            ([new CreateAlias("../x", _name)], "actions[0].create.alias"),
            ([new DeleteAlias("a"), new RenameAlias("a", "")], "actions[1].rename.to"),
        ];
        foreach ((ImmutableArray<AliasAction> actions, string argument) in wrong)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => catalog.ChangeAliases(actions));
            Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
        }

        VectorizerException name = await Assert.ThrowsAsync<VectorizerException>(() => catalog.Rename(_name, "a/b"));
        Assert.Equal((VectorizerError.InvalidArgument, "to"), (name.Code, name.Argument));
    }

    private Task SetAsync(string alias, string collection)
        => cluster.Client.ChangeAliasesAsync([new CreateAlias(alias, collection)], Token);
}
