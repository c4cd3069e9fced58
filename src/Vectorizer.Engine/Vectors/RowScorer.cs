using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Vectors;

/// <summary>Compares one row of floats with others.</summary>
internal readonly unsafe struct RowScorer<TDistance>(float* row, int stride) : IScorer
    where TDistance : struct, IDistance
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* code) => TDistance.Between(row, (float*)code, stride);
}
