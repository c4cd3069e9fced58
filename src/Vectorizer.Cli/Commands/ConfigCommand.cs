using System.CommandLine;
using Vectorizer.Cli.Output;
using Vectorizer.Configuration;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer config</c>: looks at the settings of a server without starting it.</summary>
internal static class ConfigCommand
{
    private const string ValidateExplanation = """
        The file is read as a start would read it, with the environment variables as they are. Every fault is told in a
        line of its own, with file, line and column. What only the machine of the server knows is not checked: its memory,
        its disk, its addresses, and files that hold secrets.
        """;

    private const string ShowExplanation = """
        Values come from the defaults, over them the file, over that the environment variables VECTORIZER__SECTION__KEY.
        Without FILE, the environment variable VECTORIZER_CONFIG names it. Secrets are not shown.
        """;

    public static Command Create(Terminal terminal) => new("config", "Checks and shows the settings of a server.")
    {
        CreateValidate(terminal),
        CreateShow(terminal),
    };

    private static ExplainedCommand CreateValidate(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "A settings file in YAML." };
        ExplainedCommand command = new("validate", "Tells everything that is wrong with a settings file.", ValidateExplanation) { file };
        command.SetAction(parsed => Validate(terminal, parsed.GetRequiredValue(file)));
        return command;
    }

    private static ExplainedCommand CreateShow(Terminal terminal)
    {
        Argument<string?> file = new("FILE") { Description = "A settings file in YAML.", Arity = ArgumentArity.ZeroOrOne };
        ExplainedCommand command = new("show", "Shows every setting as it holds, and where it was set.", ShowExplanation) { file };
        command.SetAction(parsed => Show(terminal, parsed.GetValue(file)));
        return command;
    }

    private static int Validate(Terminal terminal, string file)
    {
        NodeConfiguration configuration = Read(file);
        foreach (SettingsFault fault in configuration.Faults)
        {
            terminal.Out.WriteLine(fault);
        }

        terminal.Error.WriteLine(configuration.Faults.Count == 0
            ? "The server takes these settings."
            : $"The server would refuse to start: faults in {configuration.Faults.Count} places.");
        return configuration.Faults.Count == 0 ? ExitCode.Success : ExitCode.BadInput;
    }

    private static int Show(Terminal terminal, string? file)
    {
        NodeConfiguration configuration = Read(file);
        Listing listing = new(terminal, "key", "value", "set by");
        foreach (EffectiveSetting setting in configuration.Effective())
        {
            listing.Add(setting.Key, setting.Value, setting.Origin);
        }

        listing.Write();
        foreach (SettingsFault fault in configuration.Faults)
        {
            terminal.Fail(fault.ToString());
        }

        return configuration.Faults.Count == 0 ? ExitCode.Success : ExitCode.BadInput;
    }

    private static NodeConfiguration Read(string? file)
        => NodeConfiguration.Read(file is null ? [] : [$"--config={file}"], NodeConfiguration.ProcessEnvironment());
}
