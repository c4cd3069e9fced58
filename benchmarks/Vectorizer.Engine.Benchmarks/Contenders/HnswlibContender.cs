using System.Diagnostics;
using System.Globalization;
using Vectorizer.Engine.Benchmarks.Glove;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>hnswlib in a process of its own (<c>benchmarks/peers/hnswlib</c>), asked by lines of text.</summary>
internal sealed class HnswlibContender : IContender
{
    private readonly Process _process;

    public HnswlibContender(GloveDataSet data)
    {
        string folder = Path.Combine(Repository.Root, "benchmarks", "peers", "hnswlib");
        string program = Path.Combine(folder, "bin", "peer");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"Build the peer first: {Path.Combine(folder, "build.sh")}", program);
        }

        var start = new ProcessStartInfo(
            program,
            [
                data.RowsFile, data.QueriesFile, data.TruthFile,
                Invariant(GloveDataSet.Dimension), Invariant(data.RowCount), Invariant(GloveDataSet.Neighbors),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    public string Name => "hnswlib";

    public BuildOutcome Build(int m, int efConstruction, int threads)
    {
        double[] answer = Ask($"build {m} {efConstruction} {threads}");
        return new BuildOutcome(TimeSpan.FromSeconds(answer[0]), (long)answer[1], Memory: "");
    }

    public double Recall(int ef) => Ask($"recall {ef}")[0];

    public double Measure(int ef, int threads, TimeSpan duration)
        => Ask(FormattableString.Invariant($"measure {ef} {threads} {duration.TotalSeconds}"))[0];

    public void Dispose()
    {
        // The peer ends with its input.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double[] Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"hnswlib ended without an answer to \"{command}\".");
        return [.. answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
