using System.CommandLine;
using Vectorizer.Engine.Benchmarks.Churn;
using Vectorizer.Engine.Benchmarks.Compaction;
using Vectorizer.Engine.Benchmarks.Comparison;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.Filtered;
using Vectorizer.Engine.Benchmarks.Filters;
using Vectorizer.Engine.Benchmarks.Kernels;
using Vectorizer.Engine.Benchmarks.Limits;
using Vectorizer.Engine.Benchmarks.PayloadIndexes;
using Vectorizer.Engine.Benchmarks.Payloads;
using Vectorizer.Engine.Benchmarks.Reports;

var root = new RootCommand("Benchmarks of the engine. Run them with -c Release on a machine that does nothing else.")
{
    ReportCommand.Create(),
    CompareCommand.Create(),
    BuildCommand.Create(),
    TuneCommand.Create(),
    FilteredCommand.Create(),
    LimitsCommand.Create(),
    KernelCommand.Create(),
    PayloadCommand.Create(),
    PayloadIndexCommand.Create(),
    ConditionCommand.Create(),
    CompactionCommand.Create(),
    ChurnCommand.Create(),
    PeerCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
