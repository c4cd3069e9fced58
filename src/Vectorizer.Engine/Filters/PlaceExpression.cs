namespace Vectorizer.Engine.Filters;

/// <summary>A place lies in an area.</summary>
/// <param name="path">Where it lies in the payload.</param>
public abstract class PlaceExpression(PayloadPath path) : ValueExpression(path)
{
    /// <summary>Whether a place lies in the area.</summary>
    public abstract bool Contains(Place place);

    internal override bool Accepts(in PayloadValue value) => value.TryGetPlace(out Place place) && Contains(place);
}
