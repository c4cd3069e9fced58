using Microsoft.Extensions.Options;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Tests.Hosting;

public sealed class OptionsTests
{
    [Theory]
    [InlineData(0, 10, "SearchOptions.MaxThreads is 0")]
    [InlineData(4, 3, "SearchOptions.QueueCapacity is 3")]
    public void Search_options_outside_their_ranges_are_refused_by_name(int threads, int capacity, string message)
    {
        SearchOptions options = new() { MaxThreads = threads, QueueCapacity = capacity };

        Exception e = Assert.ThrowsAny<Exception>(new SearchOptionsValidator(Options.Create(options)).ValidateConfiguration);

        Assert.StartsWith(message, e.Message);
    }

    [Theory]
    [InlineData(0, 10, 1024 * 1024, "IndexOptions.MaxThreads is 0")]
    [InlineData(1, 0, 1024 * 1024, "IndexOptions.MaxPendingPoints is 0")]
    [InlineData(1, 1, 1024, "IndexOptions.MaxPendingBytes is 1024")]
    public void Index_options_outside_their_ranges_are_refused_by_name(int threads, int points, long bytes, string message)
    {
        IndexOptions options = new() { MaxThreads = threads, MaxPendingPoints = points, MaxPendingBytes = bytes };

        Exception e = Assert.ThrowsAny<Exception>(new IndexOptionsValidator(Options.Create(options)).ValidateConfiguration);

        Assert.StartsWith(message, e.Message);
    }

    [Fact]
    public void The_defaults_are_within_their_ranges()
    {
        new SearchOptionsValidator(Options.Create(new SearchOptions())).ValidateConfiguration();
        new IndexOptionsValidator(Options.Create(new IndexOptions())).ValidateConfiguration();
    }
}
