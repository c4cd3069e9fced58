using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Kernels;

/// <summary>Σ |x − y|.</summary>
internal readonly struct AbsoluteDifference : IPairSum
{
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y)
        => sum + Vector512.Abs(x - y);

    public static Vector256<float> Add(Vector256<float> sum, Vector256<float> x, Vector256<float> y)
        => sum + Vector256.Abs(x - y);

    public static Vector128<float> Add(Vector128<float> sum, Vector128<float> x, Vector128<float> y)
        => sum + Vector128.Abs(x - y);

    public static float Add(float sum, float x, float y) => sum + MathF.Abs(x - y);

    public static double Add(double sum, double x, double y) => sum + Math.Abs(x - y);
}
