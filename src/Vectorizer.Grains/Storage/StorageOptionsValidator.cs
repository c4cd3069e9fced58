using Microsoft.Extensions.Options;
using Vectorizer.Grains.Hosting;

namespace Vectorizer.Grains.Storage;

/// <summary>Refuses to start a silo with storage options outside their ranges.</summary>
internal sealed class StorageOptionsValidator(IOptions<StorageOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        OptionRange.Check("StorageOptions.MinFreeBytes", options.Value.MinFreeBytes ?? 0, 0, 1L << 44);
        OptionRange.Check("StorageOptions.ReserveBytes", options.Value.ReserveBytes ?? 0, 0, 1L << 36);
        OptionRange.Check("StorageOptions.LogThreads", options.Value.LogThreads, 1, 64);
        OptionRange.Check("StorageOptions.RecoveringSegments", options.Value.RecoveringSegments, 1, 1_024);
        OptionRange.Check("StorageOptions.SavingSegments", options.Value.SavingSegments, 1, 64);
    }
}
