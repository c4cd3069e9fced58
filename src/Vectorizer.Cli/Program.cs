using Vectorizer.Cli;
using Vectorizer.Cli.Output;

return await VectorizerCommandLine.RunAsync(args, Terminal.OfProcess());
