using System.Collections.Immutable;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Grains.Snapshots;

/// <summary>Keeps the manifest of one segment on one node. Key: collection id/segment number/node name.</summary>
[Alias("vectorizer.ICopyManifestGrain")]
internal interface ICopyManifestGrain : IGrainWithStringKey
{
    /// <summary>The manifest; <see cref="CopyManifest.Empty"/> when nothing was ever saved.</summary>
    /// <exception cref="VectorizerException"><c>segment_unavailable</c>: the storage cannot tell. It may later.</exception>
    [Alias("Read")]
    Task<CopyManifest> Read();

    /// <summary>Replaces the manifest of a version. When this returns, it is stored.</summary>
    /// <exception cref="VectorizerException"><c>segment_unavailable</c>: it is not known to be stored; read it again.</exception>
    [Alias("Replace")]
    Task<CopyManifest> Replace(long version, ImmutableArray<SavedSnapshot> snapshots);

    /// <summary>Removes the manifest of a segment that is gone.</summary>
    [Alias("Clear")]
    Task Clear();
}
