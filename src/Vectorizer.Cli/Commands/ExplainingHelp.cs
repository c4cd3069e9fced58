using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Vectorizer.Cli.Commands;

/// <summary>The library's help, and the explanation of the command behind it.</summary>
internal sealed class ExplainingHelp(HelpAction help, string rootExplanation) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    /// <summary>Puts it in the place of the library's help.</summary>
    public static void UseIn(RootCommand root, string rootExplanation)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new ExplainingHelp((HelpAction)option.Action!, rootExplanation);
    }

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = help.Invoke(parseResult);
        string? explanation = parseResult.CommandResult.Command switch
        {
            ExplainedCommand command => command.Explanation,
            RootCommand => rootExplanation,
            _ => null,
        };
        if (explanation is not null)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(explanation);
        }

        return exitCode;
    }
}
