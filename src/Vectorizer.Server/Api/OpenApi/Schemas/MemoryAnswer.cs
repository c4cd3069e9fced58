using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Native memory by part.</summary>
[Description("Native memory in bytes.")]
internal sealed record MemoryAnswer
{
    [Description("Vectors, and the links of the lowest layer beside them.")]
    public required long VectorsBytes { get; init; }

    [Description("Links of the layers above.")]
    public required long LinksBytes { get; init; }

    [Description("Ids, payloads, and what is known of each point.")]
    public required long PointsBytes { get; init; }

    public required long TotalBytes { get; init; }
}
