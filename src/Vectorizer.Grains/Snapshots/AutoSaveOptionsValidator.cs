using Microsoft.Extensions.Options;
using Vectorizer.Grains.Hosting;

namespace Vectorizer.Grains.Snapshots;

/// <summary>Refuses to start a silo with options outside their ranges.</summary>
internal sealed class AutoSaveOptionsValidator(IOptions<AutoSaveOptions> options) : IConfigurationValidator
{
    private const long SecondsOfDay = 24 * 3_600;

    public void ValidateConfiguration()
    {
        AutoSaveOptions values = options.Value;
        OptionRange.Check("AutoSaveOptions.Interval (seconds)", (long)values.Interval.TotalSeconds, 1, 7 * SecondsOfDay);
        OptionRange.Check("AutoSaveOptions.MinOperations", values.MinOperations, 1, 1_000_000_000);
        OptionRange.Check("AutoSaveOptions.Keep", values.Keep, 1, 100);
        OptionRange.Check("AutoSaveOptions.ScrubInterval (seconds)", (long)values.ScrubInterval.TotalSeconds, 1, 365 * SecondsOfDay);
    }
}
