using Spectre.Console;
using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>What a command line came to, run inside the test process.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    private const int TerminalWidth = 80;

    /// <summary>Runs it without a terminal.</summary>
    public static async Task<CommandLineRun> RunAsync(string[] args, string input = "")
    {
        StringWriter output = new();
        StringWriter error = new();
        Terminal terminal = new(new StringReader(input), TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        int exitCode = await VectorizerCommandLine.RunAsync(args, terminal);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs it on a terminal of 80 columns, without colours.</summary>
    public static async Task<CommandLineRun> RunOnTerminalAsync(string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        Terminal terminal = new(TextReader.Null, TextWriter.Synchronized(output), TextWriter.Synchronized(error))
        {
            Page = Screen(output),
            Screen = Screen(error),
        };
        int exitCode = await VectorizerCommandLine.RunAsync(args, terminal);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    private static IAnsiConsole Screen(StringWriter output)
    {
        IAnsiConsole screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        screen.Profile.Width = TerminalWidth;
        return screen;
    }
}
