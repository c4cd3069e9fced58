using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>The graph of each vector field.</summary>
public sealed class HnswDefaultSettings
{
    /// <summary>Links that a point chooses on each layer; layer 0 keeps twice as many.</summary>
    [ConfigurationKeyName("m")]
    [NumberSetting(2, 128, Unit = "links")]
    public int M { get; set; } = 16;

    /// <summary>Candidates weighed when a point is inserted: more make a better graph and a slower insertion.</summary>
    [ConfigurationKeyName("ef_construction")]
    [NumberSetting(4, 4_096, Unit = "candidates")]
    public int EfConstruction { get; set; } = 200;

    /// <summary>Candidates weighed by queries that give no <c>ef</c> of their own.</summary>
    [ConfigurationKeyName("ef_search")]
    [NumberSetting(1, 10_000, Unit = "candidates")]
    public int EfSearch { get; set; } = 100;
}
