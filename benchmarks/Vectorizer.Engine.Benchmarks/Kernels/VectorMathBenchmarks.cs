using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Benchmarks.Kernels;

/// <summary>What each vector costs on its way into an index, beside the plainest way to write it.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
[ShortRunJob]
[HideColumns("Error", "StdDev", "RatioSD", "Job", "IterationCount", "LaunchCount", "WarmupCount")]
public class VectorMathBenchmarks
{
    private const int Seed = 1;

    private float[] _vector = [];

    [Params(100, 384, 768, 784)]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(Seed);
        _vector = [.. Enumerable.Range(0, Dimension).Select(_ => random.NextSingle() - 0.5f)];
    }

    // Overflows at 1e20 and turns 1e-30 into NaN.
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Normalize")]
    public float NormalizeOfTensors()
    {
        float norm = TensorPrimitives.Norm(_vector);
        TensorPrimitives.Divide(_vector, norm, _vector);
        return norm;
    }

    [Benchmark]
    [BenchmarkCategory("Normalize")]
    public double Normalize() => VectorMath.Normalize(_vector);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Finite")]
    public int IndexOfNonFiniteByLoop()
    {
        float[] vector = _vector;
        for (int i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
            {
                return i;
            }
        }

        return -1;
    }

    [Benchmark]
    [BenchmarkCategory("Finite")]
    public int IndexOfNonFinite() => VectorMath.IndexOfNonFinite(_vector);
}
