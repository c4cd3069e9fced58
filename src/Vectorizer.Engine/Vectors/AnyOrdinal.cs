using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Vectors;

/// <summary>Accepts every ordinal: for candidates that were filtered before.</summary>
internal readonly struct AnyOrdinal : IOrdinalFilter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Accepts(int ordinal) => true;
}
