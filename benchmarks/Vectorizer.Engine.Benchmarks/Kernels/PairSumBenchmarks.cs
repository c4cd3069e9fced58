using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Benchmarks.Kernels;

/// <summary>Time to score one row. The rows are picked at random from as many as the second-level cache holds.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
[ShortRunJob]
[HideColumns("Error", "StdDev", "RatioSD", "Job", "IterationCount", "LaunchCount", "WarmupCount")]
public unsafe class PairSumBenchmarks
{
    private const int Picks = 4096;
    private const int CacheBytes = 600 * 1024;
    private const int Seed = 1;

    private float* _memory;
    private float*[] _picked = [];

    [Params(100, 384, 768, 784)]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int stride = (Dimension + 15) / 16 * 16;
        int count = CacheBytes / sizeof(float) / stride;
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(stride * count * sizeof(float)), 64);
        var random = new Random(Seed);
        foreach (ref float value in new Span<float>(_memory, stride * count))
        {
            value = random.NextSingle() - 0.5f;
        }

        // The first row is the query.
        _picked = new float*[Picks];
        for (int i = 0; i < Picks; i++)
        {
            _picked[i] = _memory + (random.Next(1, count) * stride);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => NativeMemory.AlignedFree(_memory);

    [Benchmark(Baseline = true, OperationsPerInvoke = Picks)]
    [BenchmarkCategory("Dot")]
    public float DotOfTensors()
    {
        float total = 0;
        foreach (float* row in _picked)
        {
            total += TensorPrimitives.Dot(new ReadOnlySpan<float>(_memory, Dimension), new ReadOnlySpan<float>(row, Dimension));
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = Picks)]
    [BenchmarkCategory("Dot")]
    public float Dot() => One<DotProduct>();

    [Benchmark(OperationsPerInvoke = Picks)]
    [BenchmarkCategory("Dot")]
    public float DotOfFour() => Four<DotProduct>();

    // Takes a root at the end, which the own kernel leaves out.
    [Benchmark(Baseline = true, OperationsPerInvoke = Picks)]
    [BenchmarkCategory("Euclidean")]
    public float EuclideanOfTensors()
    {
        float total = 0;
        foreach (float* row in _picked)
        {
            total += TensorPrimitives.Distance(
                new ReadOnlySpan<float>(_memory, Dimension), new ReadOnlySpan<float>(row, Dimension));
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = Picks)]
    [BenchmarkCategory("Euclidean")]
    public float Euclidean() => One<SquaredDifference>();

    [Benchmark(OperationsPerInvoke = Picks)]
    [BenchmarkCategory("Euclidean")]
    public float EuclideanOfFour() => Four<SquaredDifference>();

    // System.Numerics.Tensors has none.
    [Benchmark(Baseline = true, OperationsPerInvoke = Picks)]
    [BenchmarkCategory("Manhattan")]
    public float Manhattan() => One<AbsoluteDifference>();

    [Benchmark(OperationsPerInvoke = Picks)]
    [BenchmarkCategory("Manhattan")]
    public float ManhattanOfFour() => Four<AbsoluteDifference>();

    private float One<TStep>()
        where TStep : struct, IPairSum
    {
        float total = 0;
        foreach (float* row in _picked)
        {
            total += PairSum.Compute<TStep>(_memory, row, Dimension);
        }

        return total;
    }

    private float Four<TStep>()
        where TStep : struct, IPairSum
    {
        Vector128<float> total = default;
        float*[] picked = _picked;
        for (int i = 0; i + 3 < picked.Length; i += 4)
        {
            total += PairSumOfFour.Compute<TStep>(
                _memory, picked[i], picked[i + 1], picked[i + 2], picked[i + 3], Dimension);
        }

        return Vector128.Sum(total);
    }
}
