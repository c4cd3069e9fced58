using System.CommandLine;
using Vectorizer.Engine.Benchmarks.Compaction;
using Vectorizer.Engine.Benchmarks.Glove;
using Vectorizer.Engine.Benchmarks.Kernels;
using Vectorizer.Engine.Benchmarks.Payloads;

var root = new RootCommand("Benchmarks of the engine. Run them with -c Release on a machine that does nothing else.")
{
    KernelCommand.Create(),
    GloveCommand.Create(),
    PayloadCommand.Create(),
    CompactionCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
