using System.Runtime.InteropServices;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Benchmarks;

/// <summary>What a figure has to be read with.</summary>
internal static class Machine
{
    public static string Description
        => $"{Processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, "
            + $"{RuntimeInformation.OSDescription}, {PairSum.VectorBits}-bit vectors";

    private static string Processor
    {
        get
        {
            const string cpuInfo = "/proc/cpuinfo";
            const string key = "model name";
            return File.Exists(cpuInfo)
                && File.ReadLines(cpuInfo).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
                ? line[(line.IndexOf(':') + 1)..].Trim()
                : RuntimeInformation.ProcessArchitecture.ToString();
        }
    }
}
