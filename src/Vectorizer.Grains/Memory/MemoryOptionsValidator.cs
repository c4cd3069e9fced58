using Microsoft.Extensions.Options;
using Vectorizer.Grains.Hosting;

namespace Vectorizer.Grains.Memory;

/// <summary>Refuses to start a silo with memory options outside their ranges.</summary>
internal sealed class MemoryOptionsValidator(IOptions<MemoryOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
        => OptionRange.Check("MemoryOptions.PoolBytes", options.Value.PoolBytes, MemoryOptions.MinPoolBytes, long.MaxValue);
}
