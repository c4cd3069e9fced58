using System.Runtime.CompilerServices;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Accepts the nodes that a link may lead to.</summary>
internal readonly struct Staying(OrdinalSet leaving) : IOrdinalFilter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Accepts(int ordinal) => !leaving.Contains(ordinal);
}
