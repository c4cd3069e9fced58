namespace Vectorizer.Abstractions.Points;

/// <summary>Which parts of a point an answer carries besides its id.</summary>
[Flags]
public enum PointParts
{
    /// <summary>The id alone.</summary>
    None = 0,

    /// <summary>The JSON payload.</summary>
    Payload = 1,

    /// <summary>All vectors.</summary>
    Vectors = 2,
}
