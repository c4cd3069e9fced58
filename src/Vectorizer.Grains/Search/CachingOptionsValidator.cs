using Microsoft.Extensions.Options;
using Vectorizer.Grains.Hosting;

namespace Vectorizer.Grains.Search;

/// <summary>Refuses to start a silo with caching options outside their ranges.</summary>
internal sealed class CachingOptionsValidator(IOptions<CachingOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
        => OptionRange.Check("CachingOptions.MaxBytes", options.Value.MaxBytes, 1024 * 1024, 1L << 40);
}
