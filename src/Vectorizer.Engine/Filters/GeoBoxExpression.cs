namespace Vectorizer.Engine.Filters;

/// <summary>A place lies in a box between two meridians and two circles of latitude, these included.</summary>
/// <param name="path">Where it lies in the payload.</param>
/// <param name="topLeft">The north-western corner.</param>
/// <param name="bottomRight">The south-eastern corner. With the lower longitude, the box crosses the antimeridian.</param>
public sealed class GeoBoxExpression(PayloadPath path, Place topLeft, Place bottomRight) : PlaceExpression(path)
{
    /// <summary>The north-western corner.</summary>
    public Place TopLeft => topLeft;

    /// <summary>The south-eastern corner.</summary>
    public Place BottomRight => bottomRight;

    /// <inheritdoc/>
    public override bool Contains(Place place)
        => place.Lat <= topLeft.Lat
            && place.Lat >= bottomRight.Lat
            && (topLeft.Lon <= bottomRight.Lon
                ? place.Lon >= topLeft.Lon && place.Lon <= bottomRight.Lon
                : place.Lon >= topLeft.Lon || place.Lon <= bottomRight.Lon);
}
