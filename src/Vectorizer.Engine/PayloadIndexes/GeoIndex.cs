using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Places, each with the ordinals that have it, in the order of their cells.</summary>
/// <remarks>
/// An area lies in a box, the box in a few runs of cells; the places in those are asked whether they lie in the area. So the answer is
/// exact, and no payload is read.
/// </remarks>
internal sealed class GeoIndex(PayloadIndexSchema schema) : PayloadIndex(schema)
{
    // Of a radius on the map: rounding must not leave out what the distance lets in.
    private const double MarginDegrees = 1e-6;
    private const double MetersPerDegree = 111_195.0;

    private readonly SortedValues<GeoKey> _values = new();

    /// <inheritdoc/>
    public override int ValueCount => _values.ValueCount;

    /// <inheritdoc/>
    protected override long ValueBytes => _values.Bytes;

    /// <inheritdoc/>
    public override void BeginBatch() => _values.BeginBatch();

    /// <inheritdoc/>
    public override void EndBatch() => _values.EndBatch();

    /// <inheritdoc/>
    protected override IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection)
    {
        if (leaf is not PlaceExpression area)
        {
            return IndexAnswer.None;
        }

        List<(ulong First, ulong Last)> runs = [];
        switch (area)
        {
            case GeoBoxExpression box:
                Cover(box.TopLeft, box.BottomRight, runs);
                break;
            case GeoPolygonExpression polygon:
                Cover(polygon.TopLeft, polygon.BottomRight, runs);
                break;
            case GeoRadiusExpression circle:
                (Place topLeft, Place bottomRight) = BoxAround(circle.Center, circle.Meters);
                Cover(topLeft, bottomRight, runs);
                break;
            default:
                return IndexAnswer.None;
        }

        foreach ((ulong first, ulong last) in runs)
        {
            selection.TakeWithin(_values, GeoKey.Lowest(first), GeoKey.Highest(last), new InArea(area));
        }

        return IndexAnswer.Exact;
    }

    /// <inheritdoc/>
    protected override bool Change(in PayloadValue value, int ordinal, bool isRemoved)
    {
        bool isPlace = value.TryGetPlace(out Place place);
        if (isPlace)
        {
            _values.Change(GeoKey.Of(place), ordinal, isRemoved);
        }

        return isPlace;
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
        => value.TryGetPlace(out _) ? SortedValues<GeoKey>.MostBytesOf(0) : 0;

    /// <summary>Covers a box; one whose right side has the lower longitude crosses the antimeridian.</summary>
    private static void Cover(Place topLeft, Place bottomRight, List<(ulong First, ulong Last)> runs)
    {
        if (topLeft.Lon <= bottomRight.Lon)
        {
            GeoCells.Cover(topLeft, bottomRight, runs);
            return;
        }

        GeoCells.Cover(topLeft, bottomRight with { Lon = 180 }, runs);
        GeoCells.Cover(topLeft with { Lon = -180 }, bottomRight, runs);
    }

    /// <summary>A box that holds all places within a distance.</summary>
    private static (Place TopLeft, Place BottomRight) BoxAround(Place center, double meters)
    {
        double degrees = (meters / MetersPerDegree * (1 + MarginDegrees)) + MarginDegrees;
        double north = center.Lat + degrees;
        double south = center.Lat - degrees;
        if (north >= 90 || south <= -90)
        {
            // Around a pole all longitudes are near.
            return (new Place(-180, Math.Min(90, north)), new Place(180, Math.Max(-90, south)));
        }

        // Where the meridians touch the circle, north or south of its centre.
        double ratio = Math.Sin(double.DegreesToRadians(degrees)) / Math.Cos(double.DegreesToRadians(center.Lat));
        double lon = ratio >= 1 ? 180 : double.RadiansToDegrees(Math.Asin(ratio)) + MarginDegrees;
        if (lon >= 180)
        {
            return (new Place(-180, north), new Place(180, south));
        }

        (double west, double east) = (center.Lon - lon, center.Lon + lon);
        return (new Place(west < -180 ? west + 360 : west, north), new Place(east > 180 ? east - 360 : east, south));
    }

    private readonly struct InArea(PlaceExpression area) : IKeyTest<GeoKey>
    {
        public bool Accepts(in GeoKey key) => area.Contains(key.Place);
    }
}
