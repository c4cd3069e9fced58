namespace Vectorizer.Cli;

/// <summary>Ends a command with a message for the user and an exit code for the script.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong, with the value.</param>
/// <param name="advice">What to do about it, a line each; null when the message says it.</param>
internal sealed class CommandException(int exitCode, string message, string? advice = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string? Advice { get; } = advice;
}
