using Microsoft.Extensions.Configuration;

namespace Vectorizer.Configuration.Sections;

/// <summary>What the node may use of the machine.</summary>
public sealed class PerformanceOptions
{
    /// <summary>Processor and memory.</summary>
    [ConfigurationKeyName("cpu")]
    public CpuOptions Cpu { get; set; } = new();
}
