using System.Globalization;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>Says whose log a file belongs to, so that a file copied into another directory is not taken for its own.</summary>
public readonly record struct LogIdentity(LogKind Kind, long CollectionId, int Segment)
{
    /// <summary>The catalog's log.</summary>
    public static LogIdentity Catalog => new(LogKind.Catalog, 0, 0);

    /// <summary>The log of a segment.</summary>
    public static LogIdentity OfSegment(long collectionId, int segment) => new(LogKind.Segment, collectionId, segment);

    public override string ToString() => Kind == LogKind.Catalog
        ? "catalog"
        : string.Create(CultureInfo.InvariantCulture, $"segment {CollectionId}/{Segment}");
}
