using Microsoft.Extensions.Time.Testing;
using Vectorizer.Server.Metrics;

namespace Vectorizer.Server.Tests.Metrics;

/// <summary>Who has a label of its own, and for how long.</summary>
public sealed class CollectionLabelsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Beyond_its_capacity_every_collection_is_other_until_one_with_a_label_leaves_the_node()
    {
        CollectionLabels labels = new(_clock);
        string[] names = [.. Enumerable.Range(0, CollectionLabels.Capacity).Select(number => $"c{number}")];
        Assert.Equal(names, names.Select(labels.Of));
        Assert.Equal("other", labels.Of("late"));
        Assert.Equal("c0", labels.Of("c0"));

        Assert.Empty(labels.Sweep(names.ToHashSet()));
        Assert.Equal(["c7"], labels.Sweep(names.Where(name => name != "c7").ToHashSet()));
        Assert.Equal("late", labels.Of("late"));
        Assert.Equal("other", labels.Of("c7"));
    }

    [Fact]
    public void A_collection_of_other_nodes_keeps_its_label_while_it_is_used_or_nobody_waits()
    {
        CollectionLabels labels = new(_clock);
        string[] names = [.. Enumerable.Range(0, CollectionLabels.Capacity).Select(number => $"c{number}")];
        Assert.Equal(names, names.Select(labels.Of));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(labels.Sweep(new HashSet<string>()));

        // Now somebody waits, and one of them is in use.
        Assert.Equal("other", labels.Of("late"));
        Assert.Equal("c3", labels.Of("c3"));
        Assert.Equal(names.Where(name => name != "c3").Order(), labels.Sweep(new HashSet<string>()).Order());
        Assert.Equal("late", labels.Of("late"));
    }
}
