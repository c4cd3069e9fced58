namespace Vectorizer.Engine.Vectors;

/// <summary>A point found near another one.</summary>
/// <param name="Distance">Smaller is nearer; see <see cref="Metric"/> for the units.</param>
/// <param name="Ordinal">The point's number inside its segment index.</param>
public readonly record struct Neighbor(float Distance, int Ordinal);
