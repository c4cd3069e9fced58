using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Quantization;

/// <summary>Compares one row of floats with codes under manhattan: absolute values don't follow from products.</summary>
internal readonly unsafe struct ScalarManhattanScorer(float* row, int dimension) : IScorer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* code)
        => Saturation.Of(ByteDifference.Compute(
            row, ScalarCode.Low(code), ScalarCode.Step(code), ScalarCode.Codes(code), dimension));

    public Vector128<float> Distances(byte* code0, byte* code1, byte* code2, byte* code3)
        => Vector128.Create(Distance(code0), Distance(code1), Distance(code2), Distance(code3));
}
