using System.Globalization;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Benchmarks;

/// <summary>What a figure has to be read with.</summary>
internal static class Machine
{
    // A core that others use for half of its time halves what is measured on it, and worse.
    private const double QuietLoadPerCore = 0.5;

    /// <summary>Prints the machine, and a warning if it is busy with something else.</summary>
    public static void Print()
    {
        Console.WriteLine(Description);
        const string loadAverage = "/proc/loadavg";
        if (File.Exists(loadAverage))
        {
            string lastMinute = File.ReadAllText(loadAverage).Split(' ')[0];
            if (double.Parse(lastMinute, CultureInfo.InvariantCulture) > QuietLoadPerCore * Environment.ProcessorCount)
            {
                Console.WriteLine(
                    $"WARNING: a load average of {lastMinute} on {Environment.ProcessorCount} cores; "
                    + "the rates below are those of a busy machine, only ratios of the same run mean something");
            }
        }
    }

    /// <summary>The processor, its cores, the runtime and the system.</summary>
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
