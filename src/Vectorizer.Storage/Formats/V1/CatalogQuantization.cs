namespace Vectorizer.Storage.Formats.V1;

/// <summary>How the rows of a vector field are shortened, as the catalog's log keeps it.</summary>
/// <param name="Kind">1 scalar, 2 binary, 3 neighbour codes.</param>
/// <param name="OnDisk">Whether the floats are kept in a file.</param>
public sealed record CatalogQuantization(byte Kind, bool OnDisk)
{
    /// <summary>A byte for each float.</summary>
    public const byte Scalar = 1;

    /// <summary>A bit for each float.</summary>
    public const byte Binary = 2;

    /// <summary>Four bits for each float of each neighbour. Never on disk.</summary>
    public const byte NeighborCodes = 3;

    /// <summary>Whether this is something that there is.</summary>
    public bool IsKnown => Kind is Scalar or Binary || (Kind == NeighborCodes && !OnDisk);
}
