using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>A place, ordered by its cell: the bits of longitude and latitude by turns (Z-order, Morton 1966).</summary>
/// <param name="Cell">32 bits of each; places in one cell lie within a centimetre.</param>
/// <param name="Place">The place itself.</param>
internal readonly record struct GeoKey(ulong Cell, Place Place) : IValueKey<GeoKey>
{
    /// <inheritdoc/>
    public static int PlaceBytes => 24;

    /// <inheritdoc/>
    public int OwnBytes => 0;

    /// <summary>The key of a place.</summary>
    public static GeoKey Of(Place place) => new(GeoCells.CellOf(place), place);

    /// <summary>Below all places of a cell.</summary>
    public static GeoKey Lowest(ulong cell) => new(cell, new Place(double.NegativeInfinity, double.NegativeInfinity));

    /// <summary>Above all places of a cell.</summary>
    public static GeoKey Highest(ulong cell) => new(cell, new Place(double.PositiveInfinity, double.PositiveInfinity));

    /// <inheritdoc/>
    public int CompareTo(in GeoKey other)
    {
        int order = Cell.CompareTo(other.Cell);
        if (order != 0)
        {
            return order;
        }

        order = Place.Lon.CompareTo(other.Place.Lon);
        return order != 0 ? order : Place.Lat.CompareTo(other.Place.Lat);
    }

    /// <inheritdoc/>
    public GeoKey Keep() => this;
}
