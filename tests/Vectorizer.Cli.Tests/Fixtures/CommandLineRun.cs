using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>What a command line came to, run inside the test process and without a terminal.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    public static async Task<CommandLineRun> RunAsync(string[] args, string input = "")
    {
        StringWriter output = new();
        StringWriter error = new();
        Terminal terminal = new(new StringReader(input), TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        int exitCode = await VectorizerCommandLine.RunAsync(args, terminal);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }
}
