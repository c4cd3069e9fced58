namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>performance.cpu</c>: what the node may use of the processor.</summary>
internal sealed class CpuOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "performance:cpu";

    private const int MostThreads = 1_024;

    /// <summary>
    /// Threads that search, and as many that insert points, 1..1,024. Unless set, the number of cores: each of them keeps
    /// a core busy.
    /// </summary>
    [ConfigurationKeyName("max_threads")]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    /// <exception cref="StartupException">An option is outside its range.</exception>
    public void Validate()
    {
        if (MaxThreads is < 1 or > MostThreads)
        {
            throw new StartupException($"performance.cpu.max_threads is {MaxThreads}; it must be within 1..{MostThreads}.");
        }
    }
}
