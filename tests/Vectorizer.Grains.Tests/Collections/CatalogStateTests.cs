using Vectorizer.Abstractions.Collections;
using Vectorizer.Grains.Collections;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Collections;

public sealed class CatalogStateTests
{
    private readonly CatalogState _state = new();

    [Fact]
    public void A_collection_is_found_by_name_and_by_id_until_it_is_dropped()
    {
        CollectionRecord record = Record(5, "a");
        _state.Created(record);
        Assert.True(_state.TryFind("a", out CollectionRecord? byName));
        Assert.True(_state.TryFind(5, out CollectionRecord? byId));
        Assert.Same(record, byName);
        Assert.Same(record, byId);

        _state.Dropped(5);

        Assert.False(_state.TryFind("a", out _) || _state.TryFind(5, out _));
        Assert.Equal(0, _state.Count);
    }

    [Fact]
    public void An_id_is_remembered_after_its_collection_is_gone()
    {
        _state.Created(Record(5, "a"));
        _state.Dropped(5);

        Assert.Equal(5, _state.LastId);
    }

    [Fact]
    public void Dropping_an_old_collection_leaves_the_new_one_of_the_same_name()
    {
        _state.Created(Record(5, "a"));
        _state.Dropped(5);
        _state.Created(Record(6, "a"));

        _state.Dropped(5);

        Assert.True(_state.TryFind("a", out CollectionRecord? record));
        Assert.Equal(6, record.Id);
    }

    [Fact]
    public void A_change_replaces_the_record_under_both_keys()
    {
        _state.Created(Record(5, "a"));
        CollectionRecord changed = Record(5, "a") with { Version = 2 };

        _state.Changed(changed);

        Assert.True(_state.TryFind("a", out CollectionRecord? byName));
        Assert.True(_state.TryFind(5, out CollectionRecord? byId));
        Assert.Equal((2, 2), (byName.Version, byId.Version));
    }

    [Fact]
    public void Pages_put_together_are_the_whole_list_in_ordinal_order()
    {
        string[] names = ["b", "B", "a", "a1", "_", "0", "c"];
        foreach ((int i, string name) in names.Index())
        {
            _state.Created(Record(i + 1, name));
        }

        List<string> listed = [];
        for (string? after = null; _state.List(after, 2) is { IsEmpty: false } page; after = listed[^1])
        {
            listed.AddRange(page.Select(record => record.Definition.Name));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), listed);
    }

    private static CollectionRecord Record(long id, string name)
        => new(id, Definitions.Plain(name), SlotMap.Even(3), 1, DateTimeOffset.UnixEpoch);
}
