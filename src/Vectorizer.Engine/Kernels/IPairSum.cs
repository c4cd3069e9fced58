using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Kernels;

/// <summary>One step of a sum over pairs of floats, for every width that <see cref="PairSum"/> runs it in.</summary>
/// <remarks>
/// Each <c>Add</c> returns <c>sum</c> plus the term of each pair. No term of finite floats may be NaN, and a term may
/// overflow to an infinity only: the driver tells by that when a sum has to be taken again in doubles.
/// </remarks>
internal interface IPairSum
{
    static abstract Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y);

    static abstract Vector256<float> Add(Vector256<float> sum, Vector256<float> x, Vector256<float> y);

    static abstract Vector128<float> Add(Vector128<float> sum, Vector128<float> x, Vector128<float> y);

    static abstract float Add(float sum, float x, float y);

    static abstract double Add(double sum, double x, double y);
}
