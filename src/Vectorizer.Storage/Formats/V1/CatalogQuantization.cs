namespace Vectorizer.Storage.Formats.V1;

/// <summary>How the rows of a vector field are shortened, as the catalog's log keeps it.</summary>
/// <param name="Kind">1 scalar, 2 binary.</param>
/// <param name="OnDisk">Whether the floats are kept in a file.</param>
public sealed record CatalogQuantization(byte Kind, bool OnDisk)
{
    /// <summary>A byte for each float.</summary>
    public const byte Scalar = 1;

    /// <summary>A bit for each float.</summary>
    public const byte Binary = 2;
}
