using Microsoft.Extensions.Options;
using Vectorizer.Grains.Hosting;

namespace Vectorizer.Grains.Search;

/// <summary>Refuses to start a silo with search options outside their ranges.</summary>
internal sealed class SearchOptionsValidator(IOptions<SearchOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        SearchOptions value = options.Value;
        OptionRange.Check("SearchOptions.MaxThreads", value.MaxThreads, 1, 1_024);
        OptionRange.Check("SearchOptions.QueueCapacity", value.QueueCapacity, value.MaxThreads, 1_000_000);
    }
}
