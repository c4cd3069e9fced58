using System.CommandLine;
using System.Globalization;
using Vectorizer.Cli.Output;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Verification;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer verify</c>: checks a data directory offline.</summary>
internal static class VerifyCommand
{
    private const string Explanation = """
        Reads every log of the directory and checks each record. Nothing is changed, so it is safe at any time; but
        stop the server first, or what is just being written is reported as a torn tail.

        Damage is what the server cannot repair: the segment is quarantined until it is restored from a backup.
        Anything else is put right by the next start.
        """;

    public static Command Create(Terminal terminal)
    {
        Argument<string> directory = new("DIRECTORY") { Description = "The data directory of a server." };
        ExplainedCommand command = new(
            "verify", "Checks the files of a stopped server. Names file and offset of each fault.", Explanation)
        {
            directory,
        };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(directory)));
        return command;
    }

    private static int Run(Terminal terminal, string directory)
    {
        LogVerifier verifier = new(Disk.ForThisMachine());
        int damaged = 0;
        foreach (LogFault fault in verifier.Verify(Path.GetFullPath(directory)))
        {
            damaged += fault.IsDamage ? 1 : 0;
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(fault.IsDamage ? "damaged" : "note")}\t{fault.File}\t{fault.Offset}\t{fault.What}"));
        }

        terminal.Error.WriteLine(damaged == 0
            ? $"{verifier.Records:N0} records are whole."
            : $"{verifier.Records:N0} records are whole; damage in {damaged} places.");
        return damaged == 0 ? ExitCode.Success : ExitCode.BadInput;
    }
}
