using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>What a request that creates a collection leaves out. Collections that exist stay as they are.</summary>
public sealed class CollectionDefaultSettings
{
    /// <summary>The <see cref="Metric"/> that goes with scalar codes alone.</summary>
    public const string Manhattan = "manhattan";

    /// <summary>Floats of each vector.</summary>
    [ConfigurationKeyName("dimension")]
    [NumberSetting(1, 65_536, Unit = "floats", Unset = "every request names its own", Example = "384")]
    public int? Dimension { get; set; }

    /// <summary>How closeness is measured.</summary>
    [ConfigurationKeyName("metric")]
    [ChoiceSetting("cosine", "euclidean", "dot", Manhattan)]
    public string Metric { get; set; } = "cosine";

    /// <summary>The graph of each vector field.</summary>
    [ConfigurationKeyName("hnsw_config")]
    public HnswDefaultSettings Hnsw { get; set; } = new();

    /// <summary>How vectors are shortened for searches.</summary>
    [ConfigurationKeyName("quantization")]
    public QuantizationDefaultSettings Quantization { get; set; } = new();

    /// <summary>How payloads are kept in memory.</summary>
    [ConfigurationKeyName("compression")]
    public CompressionDefaultSettings Compression { get; set; } = new();
}
