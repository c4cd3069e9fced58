using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Benchmarks;

/// <summary>What a figure has to be read with.</summary>
internal static partial class Machine
{
    // A core that others use for half of its time halves what is measured on it, and worse.
    private const double QuietLoadPerCore = 0.5;

    /// <summary>Processor, cores, memory, systems and their versions.</summary>
    public static string Description { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB, "
        + $"{RuntimeInformation.OSDescription}, Linux {Environment.OSVersion.Version}, {Runtime}, {Compiler}, "
        + $"{PairSum.VectorBits}-bit vectors, transparent huge pages: {HugePages}");

    /// <summary>The runtime that executes this.</summary>
    public static string Runtime => RuntimeInformation.FrameworkDescription;

    /// <summary>What is wrong with measuring now, or null.</summary>
    public static string? LoadWarning
    {
        get
        {
            const string loadAverage = "/proc/loadavg";
            if (!File.Exists(loadAverage))
            {
                return null;
            }

            string lastMinute = File.ReadAllText(loadAverage).Split(' ')[0];
            return double.Parse(lastMinute, CultureInfo.InvariantCulture) <= QuietLoadPerCore * Environment.ProcessorCount
                ? null
                : $"Measured with a load average of {lastMinute} on {Environment.ProcessorCount} cores beforehand: "
                    + "the machine was busy, and only ratios mean something";
        }
    }

    /// <summary>Prints the machine, and a warning if it is busy with something else.</summary>
    public static void Print()
    {
        Console.WriteLine(Description);
        if (LoadWarning is { } warning)
        {
            Console.WriteLine($"WARNING: {warning}");
        }
    }

    private static string Processor
    {
        get
        {
            const string cpuInfo = "/proc/cpuinfo";
            if (!File.Exists(cpuInfo))
            {
                return RuntimeInformation.ProcessArchitecture.ToString();
            }

            string[] lines = File.ReadAllLines(cpuInfo);
            string model = Field(lines, "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

            // Under a hypervisor the name often says no more than the maker.
            return Field(lines, "cpu family") is { } family ? $"{model} (family {family} model {Field(lines, "model\t")})" : model;
        }
    }

    private static string HugePages
    {
        get
        {
            const string setting = "/sys/kernel/mm/transparent_hugepage/enabled";
            return File.Exists(setting) ? ChosenWord().Match(File.ReadAllText(setting)).Groups[1].Value : "none";
        }
    }

    // What the peers are compiled with.
    private static string Compiler
    {
        get
        {
            try
            {
                using Process? compiler = Process.Start(new ProcessStartInfo("g++", ["-dumpfullversion"]) { RedirectStandardOutput = true });
                return $"g++ {compiler?.StandardOutput.ReadToEnd().Trim()}";
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return "no g++";
            }
        }
    }

    private static string? Field(string[] lines, string key)
        => lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':') + 1)..].Trim()
            : null;

    [GeneratedRegex(@"\[(\w+)\]")]
    private static partial Regex ChosenWord();
}
