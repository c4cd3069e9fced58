namespace Vectorizer.Cli;

/// <summary>How a command ended, for scripts. The page docs/cli.md promises these numbers: add, never renumber.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Success = 0;

    /// <summary>The server or this program failed: a full disk, an internal error, an unexpected answer.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>No server was reached, or it stayed too busy for as long as the command was told to try.</summary>
    public const int Unavailable = 3;

    /// <summary>The server refused: no such collection or point, wrong dimension, name taken.</summary>
    public const int Refused = 4;

    /// <summary>The input file is missing, damaged, or holds a point that cannot be stored; or a data directory is damaged.</summary>
    public const int BadInput = 5;

    /// <summary>An earlier import cannot be continued: the file or the collection is not what it was.</summary>
    public const int NotResumable = 6;

    /// <summary>Ctrl-C or a polite kill: what was done so far is kept.</summary>
    public const int Interrupted = 130;
}
