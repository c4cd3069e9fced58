using System.Diagnostics.CodeAnalysis;

namespace Vectorizer.Clustering.Tests.Persistence;

/// <summary>What a grain holds of its record.</summary>
public sealed class Held(Manifest state, string? etag = null) : IGrainState<Manifest>
{
    public Held()
        : this(new Manifest())
    {
    }

    [AllowNull]
    public Manifest State { get; set; } = state;

    public string? ETag { get; set; } = etag;

    public bool RecordExists { get; set; }
}
