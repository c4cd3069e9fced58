using System.CommandLine;
using Vectorizer.Engine.Benchmarks.Glove;
using Vectorizer.Engine.Benchmarks.Kernels;

var root = new RootCommand("Benchmarks of the engine. Run them with -c Release on a machine that does nothing else.")
{
    KernelCommand.Create(),
    GloveCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
