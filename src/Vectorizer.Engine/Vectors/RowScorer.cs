using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Vectors;

/// <summary>Compares one row of floats with others.</summary>
internal readonly unsafe struct RowScorer<TDistance>(float* row, int stride) : IScorer
    where TDistance : struct, IDistance
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* code) => TDistance.Between(row, (float*)code, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Distances(byte* code0, byte* code1, byte* code2, byte* code3)
        => TDistance.BetweenFour(row, (float*)code0, (float*)code1, (float*)code2, (float*)code3, stride);
}
