using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Tests.Kernels;

/// <summary>One pair sum in all its forms, and the plain loop that it must agree with.</summary>
internal abstract unsafe class Kernel
{
    public static Kernel Of(Step step) => step switch
    {
        Step.DotProduct => new Kernel<DotProduct>((x, y) => x * y),
        Step.SquaredDifference => new Kernel<SquaredDifference>((x, y) => (x - y) * (x - y)),
        Step.AbsoluteDifference => new Kernel<AbsoluteDifference>((x, y) => Math.Abs(x - y)),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, message: null),
    };

    public abstract float Sum(float* x, float* y, int length);

    public abstract float[] SumFour(float* x, float* y0, float* y1, float* y2, float* y3, int length);

    /// <summary>The sum in doubles; <paramref name="magnitude"/> is that of the terms without their signs.</summary>
    public abstract double SumInDoubles(float* x, float* y, int length, out double magnitude);
}

/// <inheritdoc />
internal sealed unsafe class Kernel<TStep>(Func<double, double, double> term) : Kernel
    where TStep : struct, IPairSum
{
    public override float Sum(float* x, float* y, int length) => PairSum.Compute<TStep>(x, y, length);

    public override float[] SumFour(float* x, float* y0, float* y1, float* y2, float* y3, int length)
    {
        Vector128<float> sums = PairSumOfFour.Compute<TStep>(x, y0, y1, y2, y3, length);
        return [sums[0], sums[1], sums[2], sums[3]];
    }

    public override double SumInDoubles(float* x, float* y, int length, out double magnitude)
    {
        double sum = 0;
        magnitude = 0;
        for (int i = 0; i < length; i++)
        {
            double value = term(x[i], y[i]);
            sum += value;
            magnitude += Math.Abs(value);
        }

        return sum;
    }
}
