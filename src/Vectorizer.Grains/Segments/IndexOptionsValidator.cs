using Microsoft.Extensions.Options;
using Vectorizer.Grains.Hosting;

namespace Vectorizer.Grains.Segments;

/// <summary>Refuses to start a silo with index options outside their ranges.</summary>
internal sealed class IndexOptionsValidator(IOptions<IndexOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        IndexOptions value = options.Value;
        OptionRange.Check("IndexOptions.MaxThreads", value.MaxThreads, 1, 1_024);
        OptionRange.Check("IndexOptions.MaxPendingPoints", value.MaxPendingPoints, 1, 10_000_000);
        OptionRange.Check("IndexOptions.MaxPendingBytes", value.MaxPendingBytes, 1024 * 1024, 1024L * 1024 * 1024);
    }
}
