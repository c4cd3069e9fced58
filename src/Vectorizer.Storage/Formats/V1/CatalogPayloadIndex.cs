namespace Vectorizer.Storage.Formats.V1;

/// <summary>An index over payloads, as the catalog's log keeps it.</summary>
/// <param name="Key">The path of its values; 1..65,535 bytes of UTF-8.</param>
/// <param name="Kind">1 keyword, 2 integer, 3 float, 4 bool, 5 datetime, 6 geo, 7 text, 8 uuid.</param>
public sealed record CatalogPayloadIndex(string Key, byte Kind)
{
    /// <summary>The highest kind that there is.</summary>
    public const byte LastKind = 8;
}
