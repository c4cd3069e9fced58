using System.Diagnostics;
using System.Globalization;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Benchmarks.Limits;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>A contender in a process of its own, asked by lines of text.</summary>
/// <remarks>
/// All contenders ask the kernel for huge pages: the peers through glibc's tunable (USearch, which maps memory itself,
/// through its peer program), the engine for its arenas by itself. How much they got is measured, not assumed.
/// </remarks>
internal sealed class ContenderProcess : IDisposable
{
    private readonly Contender _contender;
    private readonly DataSet _data;
    private readonly Process _process;

    public ContenderProcess(Contender contender, DataSet data)
    {
        _contender = contender;
        _data = data;
        string[] own = contender.IsOwn ? [PeerCommand.Name] : [];
        ProcessStartInfo start = new(
            contender.Program,
            [
                .. own, contender.Variant, data.RowsFile, data.QueriesFile, Invariant(data.Dimension), Invariant(data.RowCount),
                Invariant(DataSet.Neighbors), data.Metric.ToString().ToLowerInvariant(),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (!contender.IsOwn)
        {
            start.Environment["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1";
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{contender.Program} did not start.");
        Version = ReadLine("its start");
    }

    /// <summary>Name and version, as the program says.</summary>
    public string Version { get; }

    /// <summary>Builds the index over all rows, and measures the memory that it takes afterwards.</summary>
    public BuildOutcome Build(int m, int efConstruction, int threads)
    {
        AnonymousMemory before = AnonymousMemory.Of(_process.Id);
        double seconds = double.Parse(Ask($"build {m} {efConstruction} {threads}"), CultureInfo.InvariantCulture);
        AnonymousMemory after = AnonymousMemory.Of(_process.Id);
        return new BuildOutcome(
            TimeSpan.FromSeconds(seconds), after.Bytes - before.Bytes, after.HugePageBytes - before.HugePageBytes, Ask("parts"));
    }

    /// <summary>Asks every query once on one thread: the share of the true nearest rows found, and the rows scored for it.</summary>
    public FindOutcome Find(int ef)
    {
        int[] numbers = [.. Ask($"find {ef} {_data.QueryCount}").Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        ReadOnlySpan<int> found = numbers.AsSpan(1);
        int nearest = 0;
        for (int query = 0; query < _data.QueryCount; query++)
        {
            nearest += _data.CountNearest(query, found.Slice(query * DataSet.Neighbors, DataSet.Neighbors));
        }

        return new FindOutcome(
            (double)nearest / (_data.QueryCount * DataSet.Neighbors), numbers[0] / (double)(found.Length / DataSet.Neighbors));
    }

    /// <summary>
    /// Queries per second of <paramref name="threads"/> threads that each ask <paramref name="count"/> queries from
    /// <paramref name="first"/> on, again and again, for at least <paramref name="duration"/>.
    /// </summary>
    public double Measure(int ef, int threads, TimeSpan duration, int first, int count)
        => double.Parse(
            Ask(FormattableString.Invariant($"measure {ef} {threads} {duration.TotalSeconds} {first} {count}")),
            CultureInfo.InvariantCulture);

    /// <summary>From now on each query finds only rows that have its label. Files of one number for each. Not for the engine.</summary>
    public void SetLabels(string rowsFile, string queriesFile) => Ask($"labels {rowsFile} {queriesFile}");

    /// <summary>The rows that the first <paramref name="count"/> queries find, −1 for one that was not.</summary>
    public int[] FindRows(int ef, int count)
        => [.. Ask($"find {ef} {count}").Split(' ').Skip(1).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    /// <summary>How the engine lays out its rows. Not for peers.</summary>
    public RowLayout Layout()
    {
        string[] bytes = Ask("layout").Split(' ');
        return new RowLayout(int.Parse(bytes[0], CultureInfo.InvariantCulture), int.Parse(bytes[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        // The program ends with its input.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        _process.StandardInput.Flush();
        return ReadLine($"\"{question}\"");
    }

    private string ReadLine(string question) => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"{_contender.Title} ended without an answer to {question}.");

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
