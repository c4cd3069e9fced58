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
        Reads every log and every snapshot of the directory and checks each record and block. Nothing is changed, so
        it is safe at any time; but stop the server first, or what is just being written is reported as a torn tail.

        Damage in a log is what the server cannot repair: the segment is quarantined until it is restored from a
        backup. A damaged snapshot is replaced by the server as long as another one, or the log, reaches back far
        enough; if none does, that is told too. A note is put right by the next start.

        Snapshots in another store than the directory are not checked.
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

        string whole = $"{verifier.Records:N0} records and {verifier.Snapshots:N0} snapshots are whole";
        terminal.Error.WriteLine(damaged == 0 ? $"{whole}." : $"{whole}; damage in {damaged} places.");
        return damaged == 0 ? ExitCode.Success : ExitCode.BadInput;
    }
}
