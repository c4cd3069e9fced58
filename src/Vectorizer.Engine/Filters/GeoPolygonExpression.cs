using System.Collections.Immutable;

namespace Vectorizer.Engine.Filters;

/// <summary>A place lies in a polygon and in none of its holes, on a map whose axes are longitude and latitude.</summary>
public sealed class GeoPolygonExpression : PlaceExpression
{
    private readonly ImmutableArray<ImmutableArray<Place>> _interiors;

    /// <param name="path">Where the place lies in the payload.</param>
    /// <param name="exterior">Corners of the line around it, at least three; the last is joined to the first.</param>
    /// <param name="interiors">Corners of the lines around its holes.</param>
    public GeoPolygonExpression(
        PayloadPath path, ImmutableArray<Place> exterior, ImmutableArray<ImmutableArray<Place>> interiors)
        : base(path)
    {
        Exterior = exterior;
        _interiors = interiors;
        TopLeft = new Place(exterior.Min(corner => corner.Lon), exterior.Max(corner => corner.Lat));
        BottomRight = new Place(exterior.Max(corner => corner.Lon), exterior.Min(corner => corner.Lat));
    }

    /// <summary>Corners of the line around it.</summary>
    public ImmutableArray<Place> Exterior { get; }

    /// <summary>The north-western corner of the box around it.</summary>
    public Place TopLeft { get; }

    /// <summary>The south-eastern corner of the box around it.</summary>
    public Place BottomRight { get; }

    /// <inheritdoc/>
    public override bool Contains(Place place)
    {
        if (place.Lon < TopLeft.Lon || place.Lon > BottomRight.Lon || place.Lat > TopLeft.Lat || place.Lat < BottomRight.Lat)
        {
            return false;
        }

        if (SideOf(Exterior, place) < 0)
        {
            return false;
        }

        foreach (ImmutableArray<Place> interior in _interiors)
        {
            if (SideOf(interior, place) > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>1 for a place within a ring, 0 for one on its line, −1 for one outside.</summary>
    private static int SideOf(ImmutableArray<Place> ring, Place place)
    {
        // A ray to the east crosses the line an odd number of times from within. A side takes its southern end and not its northern one,
        // so that a corner on the ray is crossed once or twice, as it should be.
        bool isInside = false;
        Place from = ring[^1];
        foreach (Place to in ring)
        {
            double cross = ((to.Lon - from.Lon) * (place.Lat - from.Lat)) - ((to.Lat - from.Lat) * (place.Lon - from.Lon));
            if (cross == 0
                && place.Lon >= Math.Min(from.Lon, to.Lon) && place.Lon <= Math.Max(from.Lon, to.Lon)
                && place.Lat >= Math.Min(from.Lat, to.Lat) && place.Lat <= Math.Max(from.Lat, to.Lat))
            {
                return 0;
            }

            if (from.Lat > place.Lat != to.Lat > place.Lat && cross > 0 == to.Lat > from.Lat)
            {
                isInside = !isInside;
            }

            from = to;
        }

        return isInside ? 1 : -1;
    }
}
