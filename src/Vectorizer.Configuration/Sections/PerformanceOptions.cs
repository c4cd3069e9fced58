using Microsoft.Extensions.Configuration;

namespace Vectorizer.Configuration.Sections;

/// <summary>What the node may use of the machine.</summary>
public sealed class PerformanceOptions
{
    /// <summary>Processor and memory.</summary>
    [ConfigurationKeyName("cpu")]
    public CpuOptions Cpu { get; set; } = new();

    /// <summary>How much comes in one request, and what one request may use.</summary>
    [ConfigurationKeyName("batch")]
    public BatchOptions Batch { get; set; } = new();
}
