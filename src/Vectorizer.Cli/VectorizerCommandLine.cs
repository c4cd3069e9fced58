using System.CommandLine;
using Vectorizer.Cli.Commands;
using Vectorizer.Cli.Output;

namespace Vectorizer.Cli;

/// <summary>The <c>vectorizer</c> command line: all commands, from arguments to exit code.</summary>
internal static class VectorizerCommandLine
{
    // A command that is interrupted only has to save where it stands.
    private static readonly TimeSpan s_timeToStop = TimeSpan.FromSeconds(5);

    private const string ExitCodes = """
        Exit codes:
          0    done                         4    the server refused: no such collection, wrong dimension
          1    failed                       5    bad input or settings file, or damaged data
          2    wrong command line           6    an earlier import cannot be continued
          3    server not reached or busy   130  interrupted
        """;

    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        RootCommand root = new("Loads, searches and looks after a Vectorizer server.")
        {
            ImportCommand.Create(terminal),
            QueryCommand.Create(terminal),
            PointsCommand.Create(terminal),
            PayloadsCommand.Create(terminal),
            CollectionsCommand.Create(terminal),
            AliasesCommand.Create(terminal),
            IndexesCommand.Create(terminal),
            StatusCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            DemoCommand.Create(terminal),
        };
        ExplainingHelp.UseIn(root, ExitCodes);
        ParseResult parsed = root.Parse(args);
        int exitCode = await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = s_timeToStop,
        });

        // The library reports what it could not parse, and with its own exit code.
        return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
    }
}
