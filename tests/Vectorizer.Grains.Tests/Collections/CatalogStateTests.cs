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
    public void A_renamed_collection_is_found_by_its_new_name_alone_and_keeps_its_aliases()
    {
        _state.Created(Record(5, "a"));
        _state.AliasesChanged([("live", 5)]);

        _state.Changed(Record(5, "b") with { Version = 2 });

        Assert.False(_state.TryFind("a", out _));
        Assert.True(_state.TryFind("b", out CollectionRecord? own) && own.Id == 5);
        Assert.True(_state.TryResolve("live", out CollectionRecord? aliased) && aliased.Definition.Name == "b");
        Assert.Equal([new CollectionAlias("live", "b")], _state.ListAliases(null, 10));
    }

    [Fact]
    public void A_rename_is_remembered_until_either_name_means_something_else()
    {
        void Rename(long id, string to) => _state.Changed(Record(id, to));

        _state.Created(Record(5, "a"));
        Rename(5, "b");
        Assert.True(_state.WasRenamed("a", "b", out CollectionRecord? record) && record.Id == 5);
        Assert.False(_state.WasRenamed("b", "a", out _) || _state.WasRenamed("a", "c", out _));

        // The old name is given away: to a collection, to an alias.
        _state.Created(Record(6, "a"));
        Assert.False(_state.WasRenamed("a", "b", out _));
        Rename(6, "d");
        Assert.True(_state.WasRenamed("a", "d", out _));
        _state.AliasesChanged([("a", 6)]);
        Assert.False(_state.WasRenamed("a", "d", out _));

        // The new one is given up: by another rename, by a drop.
        Rename(5, "c");
        Assert.False(_state.WasRenamed("a", "b", out _));
        Assert.True(_state.WasRenamed("b", "c", out _));
        _state.Dropped(5);
        _state.Created(Record(7, "c"));
        Assert.False(_state.WasRenamed("b", "c", out _));
    }

    [Fact]
    public void Aliases_go_with_their_collection_and_no_others()
    {
        _state.Created(Record(5, "a"));
        _state.Created(Record(6, "b"));
        _state.AliasesChanged([("one", 5), ("two", 6), ("three", 5)]);
        Assert.Equal(["one", "three"], _state.AliasesOf(5));

        _state.Dropped(5);

        Assert.Equal(["two"], _state.Aliases.Keys);
        _state.AliasesChanged([("two", 0)]);
        Assert.Empty(_state.Aliases);
    }

    [Fact]
    public void Pages_of_aliases_put_together_are_the_whole_list_in_ordinal_order()
    {
        string[] names = ["b", "B", "a", "a1", "_", "0", "c"];
        _state.Created(Record(1, "x"));
        _state.AliasesChanged([.. names.Select(name => (name, 1L))]);

        List<string> listed = [];
        for (string? after = null; _state.ListAliases(after, 2) is { IsEmpty: false } page; after = listed[^1])
        {
            listed.AddRange(page.Select(alias => alias.Alias));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), listed);
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
