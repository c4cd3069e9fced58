using System.CommandLine;
using BenchmarkDotNet.Running;

namespace Vectorizer.Engine.Benchmarks.Kernels;

/// <summary>Runs the benchmarks of the kernels.</summary>
internal static class KernelCommand
{
    public static Command Create()
    {
        var command = new Command("kernels", "The kernels beside those of System.Numerics.Tensors.");
        command.SetAction(_ =>
        {
            Machine.Print();
            BenchmarkRunner.Run([typeof(PairSumBenchmarks), typeof(VectorMathBenchmarks)]);
        });
        return command;
    }
}
