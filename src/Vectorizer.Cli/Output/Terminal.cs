using System.Text;
using Spectre.Console;

namespace Vectorizer.Cli.Output;

/// <summary>Where a command reads and writes.</summary>
/// <remarks>
/// Results go to <see cref="Out"/>, and all that is said on the way to <see cref="Error"/>, so that a result can be
/// piped on. Without a terminal nothing is coloured, redrawn or cut to a width.
/// </remarks>
internal sealed class Terminal(TextReader input, TextWriter output, TextWriter error)
{
    /// <summary>What the user pipes in.</summary>
    public TextReader In { get; } = input;

    /// <summary>Results.</summary>
    public TextWriter Out { get; } = output;

    /// <summary>Progress, warnings and failures.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>For tables of results; null when <see cref="Out"/> is no terminal.</summary>
    public IAnsiConsole? Page { get; init; }

    /// <summary>For progress that is redrawn in place; null when <see cref="Error"/> is no terminal.</summary>
    public IAnsiConsole? Screen { get; init; }

    /// <summary>That of this process.</summary>
    public static Terminal OfProcess()
    {
        // Words and arrows of the demo are not ASCII, and a console may start with another encoding.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(Console.In, Console.Out, Console.Error)
        {
            Page = Console.IsOutputRedirected ? null : AnsiConsole.Console,
            Screen = Console.IsErrorRedirected
                ? null
                : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
        };
    }

    /// <summary>Something that the user should know although the command goes on.</summary>
    public void Warn(string message) => Say("warning", Color.Yellow, message);

    /// <summary>Why the command ends.</summary>
    public void Fail(string message) => Say("error", Color.Red, message);

    private void Say(string kind, Color color, string message)
    {
        if (Screen is null)
        {
            Error.WriteLine($"{kind}: {message}");
            return;
        }

        Screen.Write(new Text(kind + ": ", new Style(color)));
        Screen.WriteLine(message);
    }
}
