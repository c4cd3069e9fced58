using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>Answers of searches that are kept for those who ask the same again.</summary>
public sealed class CachingSettings
{
    private const long MiB = 1024 * 1024;

    /// <summary>
    /// Whether they are kept. A kept answer is the one that the search would give: a write to a segment frees all answers of it.
    /// </summary>
    [ConfigurationKeyName("enabled")]
    [FlagSetting]
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Memory that they may take, beside that of the points. When it is used up, those go that nobody has asked for lately.
    /// </summary>
    [ConfigurationKeyName("max_size_mb")]
    [NumberSetting(1, 1024 * 1024, Unit = "MiB")]
    public long MaxSizeMb { get; set; } = 64;

    /// <summary><see cref="MaxSizeMb"/> in bytes.</summary>
    public long MaxBytes => MaxSizeMb * MiB;
}
