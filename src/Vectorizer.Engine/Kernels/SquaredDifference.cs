using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Kernels;

/// <summary>Σ (x − y)². No square root: ranking does not need it, so whoever shows a distance takes it.</summary>
internal readonly struct SquaredDifference : IPairSum
{
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y)
    {
        Vector512<float> difference = x - y;
        return Vector512.MultiplyAddEstimate(difference, difference, sum);
    }

    public static Vector256<float> Add(Vector256<float> sum, Vector256<float> x, Vector256<float> y)
    {
        Vector256<float> difference = x - y;
        return Vector256.MultiplyAddEstimate(difference, difference, sum);
    }

    public static Vector128<float> Add(Vector128<float> sum, Vector128<float> x, Vector128<float> y)
    {
        Vector128<float> difference = x - y;
        return Vector128.MultiplyAddEstimate(difference, difference, sum);
    }

    public static float Add(float sum, float x, float y) => float.MultiplyAddEstimate(x - y, x - y, sum);

    public static double Add(double sum, double x, double y) => sum + ((x - y) * (x - y));
}
