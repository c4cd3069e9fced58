namespace Vectorizer.Engine.Filters;

/// <summary>A place lies within a distance of another.</summary>
/// <param name="path">Where it lies in the payload.</param>
/// <param name="center">The other place.</param>
/// <param name="meters">The distance.</param>
public sealed class GeoRadiusExpression(PayloadPath path, Place center, double meters) : PlaceExpression(path)
{
    /// <summary>From where.</summary>
    public Place Center => center;

    /// <summary>How far.</summary>
    public double Meters => meters;

    /// <inheritdoc/>
    public override bool Contains(Place place) => center.MetersTo(place) <= meters;
}
