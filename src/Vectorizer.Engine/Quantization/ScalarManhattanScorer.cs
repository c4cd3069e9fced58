using System.Runtime.CompilerServices;
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
}
