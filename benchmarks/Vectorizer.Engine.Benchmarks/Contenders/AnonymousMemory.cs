using System.Globalization;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>Physical memory of a process that belongs to no file.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="HugePageBytes">The part in huge pages.</param>
internal readonly record struct AnonymousMemory(long Bytes, long HugePageBytes)
{
    /// <summary>Asks the kernel.</summary>
    public static AnonymousMemory Of(int processId)
    {
        string[] lines = File.ReadAllLines($"/proc/{processId}/smaps_rollup");
        return new AnonymousMemory(Field(lines, "Anonymous:"), Field(lines, "AnonHugePages:"));
    }

    private static long Field(string[] lines, string name)
    {
        string line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
        string kibibytes = line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
    }
}
