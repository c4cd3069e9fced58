using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>How much comes in one request, and what one request may use.</summary>
public sealed class BatchOptions
{
    private const int MostPoints = 100_000;
    private const int Usual = 500;

    /// <summary>
    /// Points in a request of a client that was not told how many. The server names it in <c>/api/status</c>, and
    /// <c>vectorizer import</c> follows it.
    /// </summary>
    [ConfigurationKeyName("default_size")]
    [NumberSetting(1, MostPoints, Unit = "points", Unset = "the smaller of 500 and max_size", Example = "500")]
    public int? DefaultSize { get; set; }

    /// <summary>The most points that one upsert may hold, and ids that one delete may. A larger request is refused as a whole.</summary>
    [ConfigurationKeyName("max_size")]
    [NumberSetting(1, MostPoints, Unit = "points")]
    public int MaxSize { get; set; } = 10_000;

    /// <summary>
    /// Whether one request may keep several cores busy: the points of a batch are inserted, its queries run, and the segments
    /// of its collection are asked at the same time. Without, a large request leaves the other cores to others and takes longer.
    /// </summary>
    [ConfigurationKeyName("parallel_processing")]
    [FlagSetting]
    public bool ParallelProcessing { get; set; } = true;

    /// <summary><see cref="DefaultSize"/>, or what holds where it is not set.</summary>
    public int UsualSize => DefaultSize ?? Math.Min(Usual, MaxSize);
}
