using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>How payloads are kept in memory.</summary>
public sealed class CompressionDefaultSettings
{
    /// <summary>Whether they are compressed. One that would not shrink by a tenth stays as it is.</summary>
    [ConfigurationKeyName("enabled")]
    [FlagSetting]
    public bool Enabled { get; set; } = true;

    /// <summary>Payloads of at least so many bytes are.</summary>
    [ConfigurationKeyName("threshold_bytes")]
    [NumberSetting(64, 1024 * 1024, Unit = "bytes")]
    public int ThresholdBytes { get; set; } = 1_024;
}
