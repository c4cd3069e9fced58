using System.CommandLine;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>The options of the commands that compare.</summary>
/// <param name="rows">How many rows are used where the command line doesn't say.</param>
/// <param name="hasPage">Whether the command writes a section of a page.</param>
internal sealed class CompareArguments(int rows = int.MaxValue, bool hasPage = true)
{
    private readonly Option<string> _data = DataOption();
    private readonly Option<string> _peers = Keys("--peers", "Other libraries", Contender.Peers);
    private readonly Option<string> _quantization = Keys("--quantization", "Ways in which the engine keeps rows", Contender.Own);
    private readonly Option<int> _m = ReportOptions.Number("--m", "Links a node chooses on each layer.", 16, least: 2);
    private readonly Option<int> _efConstruction
        = ReportOptions.Number("--ef-construction", "Candidates weighed for those links.", 200, least: 4);

    private readonly Option<int> _threads = ReportOptions.Number(
        "--threads", "Threads that build, and that search in the second column.", Environment.ProcessorCount, least: 1);

    private readonly Option<int> _rows = ReportOptions.Number("--rows", "Use the first rows only.", rows, least: 1_000);
    private readonly Option<int> _queries = ReportOptions.Number("--queries", "Use the first queries only.", int.MaxValue, least: 100);
    private readonly Option<int> _rounds = ReportOptions.Rounds();

    /// <summary>The page to write to.</summary>
    public Option<FileInfo?> Markdown { get; } = ReportOptions.Markdown();

    public void AddTo(Command command)
    {
        Option[] all = [_data, _peers, _quantization, _m, _efConstruction, _threads, _rows, _queries, _rounds];
        Array.ForEach(all, command.Options.Add);
        if (hasPage)
        {
            command.Options.Add(Markdown);
        }
    }

    public CompareOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_data),
        Split(parsed.GetRequiredValue(_peers)),
        Split(parsed.GetRequiredValue(_quantization)),
        parsed.GetValue(_m),
        parsed.GetValue(_efConstruction),
        parsed.GetValue(_threads),
        parsed.GetValue(_rows),
        parsed.GetValue(_queries),
        parsed.GetValue(_rounds));

    private static Option<string> DataOption()
    {
        Option<string> option = new("--data")
        {
            Description = "The data set.",
            DefaultValueFactory = _ => DataSet.Sources[0].Name,
        };
        option.AcceptOnlyFromAmong([.. DataSet.Sources.Select(source => source.Name)]);
        return option;
    }

    // Written as one word with commas; empty for none.
    private static Option<string> Keys(string name, string what, IReadOnlyList<Contender> known)
    {
        string all = string.Join(',', known.Select(contender => contender.Key));
        Option<string> option = new(name)
        {
            Description = $"{what}, with commas between them, or \"\" for none: {all}.",
            DefaultValueFactory = _ => all,
        };
        option.Validators.Add(result =>
        {
            foreach (string unknown in Split(result.GetValueOrDefault<string>() ?? "").Except(known.Select(contender => contender.Key)))
            {
                result.AddError($"{name} knows no \"{unknown}\"; it knows {all}.");
            }
        });
        return option;
    }

    private static string[] Split(string keys) => keys.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
