using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>The points that a filtered search may find.</summary>
/// <param name="Ordinals">Ordinals of points that match. Some may be hidden from the reader: indexes keep dead points, and new ones.</param>
/// <param name="Count">How many ordinals these are.</param>
/// <param name="Visible">What the reader sees. Asked only of what is near enough to be found, which is little.</param>
/// <param name="AllHaveNodes">
/// Whether each that the reader sees is known to have a node that walks meet; else that is looked up point by point.
/// </param>
internal readonly record struct MatchSet(OrdinalBitmap Ordinals, int Count, VisibleAt Visible, bool AllHaveNodes);
