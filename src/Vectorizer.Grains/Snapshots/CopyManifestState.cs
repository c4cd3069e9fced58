namespace Vectorizer.Grains.Snapshots;

/// <summary>How the manifest lies in the storage of grain state: an object that can be empty.</summary>
[GenerateSerializer, Alias("vectorizer.CopyManifestState")]
public sealed class CopyManifestState
{
    /// <summary>The manifest.</summary>
    [Id(0)]
    public CopyManifest Manifest { get; set; } = CopyManifest.Empty;
}
