using Microsoft.Extensions.Configuration;

namespace Vectorizer.Configuration.Sections;

/// <summary>What holds for collections.</summary>
public sealed class CollectionsSettings
{
    /// <summary>What a request that creates a collection leaves out. Collections that exist stay as they are.</summary>
    [ConfigurationKeyName("default")]
    public CollectionDefaultSettings Default { get; set; } = new();
}
