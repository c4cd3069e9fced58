using System.CommandLine;

namespace Vectorizer.Cli.Commands;

/// <summary>A command whose own help ends with an explanation that is too long for the list of commands.</summary>
internal sealed class ExplainedCommand(string name, string description, string explanation) : Command(name, description)
{
    public string Explanation { get; } = explanation;
}
