using System.Runtime.CompilerServices;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>Accepts the points that a reader at a sequence sees.</summary>
internal readonly struct VisibleAt(PointTable points, long sequence) : IOrdinalFilter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Accepts(int ordinal) => points.IsVisible(ordinal, sequence);
}
