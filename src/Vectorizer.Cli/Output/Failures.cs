using System.Net;
using System.Net.Sockets;
using Vectorizer.Client;

namespace Vectorizer.Cli.Output;

/// <summary>Turns what went wrong into words for the user and an exit code for the script.</summary>
internal static class Failures
{
    // A request of thousands of bad points has thousands of errors, and the first ones tell what is wrong.
    private const int MaxErrors = 10;

    /// <summary>Whether it is a failure of the input, the server or the machine, and not a fault of this program.</summary>
    public static bool IsKnown(Exception failure) => failure is CommandException or ProblemException
        or HttpRequestException or TimeoutException or IOException or UnauthorizedAccessException;

    /// <summary>Tells the user about a known failure, and returns the exit code.</summary>
    public static int Report(Terminal terminal, Exception failure, Uri url)
    {
        switch (failure)
        {
            case CommandException command:
                Tell(terminal, command.Message, command.Advice);
                return command.ExitCode;
            case ProblemException problem:
                Tell(terminal, $"{problem.Message} ({(int)problem.Status} {problem.Code})", Details(problem));
                return ExitCodeOf(problem);
            case HttpRequestException request:
                Tell(terminal, Unreached(request, url), HowToStart(url));
                return ExitCode.Unavailable;
            case TimeoutException:
                Tell(terminal, failure.Message, null);
                return ExitCode.Unavailable;
            default:
                Tell(terminal, failure.Message, null);
                return ExitCode.Failed;
        }
    }

    /// <summary>How to start a server, for one that should be on this machine.</summary>
    public static string HowToStart(Uri url) => url.IsLoopback
        ? "Start a server from the repository: dotnet run -c Release --project src/Vectorizer.Server\n"
            + "or name another one with --url."
        : "Name another server with --url.";

    private static int ExitCodeOf(ProblemException problem) => problem.Status switch
    {
        HttpStatusCode.TooManyRequests
            or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout => ExitCode.Unavailable,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ExitCode.Refused,
        _ => ExitCode.Failed,
    };

    private static string Unreached(HttpRequestException error, Uri url)
    {
        string server = url.AbsoluteUri.TrimEnd('/');
        if (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return $"No server is listening on {server}.";
        }

        return error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            ? $"{server} cannot be reached: {error.Message}"
            : $"The connection to {server} failed: {error.Message}";
    }

    private static string? Details(ProblemException problem)
    {
        IEnumerable<string> errors =
            from error in problem.Errors
            from complaint in error.Value
            select $"{error.Key}: {complaint}";
        IEnumerable<string> segments =
            from segment in problem.Segments
            select segment.Code is null
                ? $"segment {segment.Segment}: stored, sequence {segment.Sequence}"
                : $"segment {segment.Segment}: {segment.Code}: {segment.Detail}";
        string text = string.Join('\n', errors.Take(MaxErrors).Concat(segments));
        if (problem.RetryAfter is TimeSpan wait)
        {
            text = $"The server asks to try again in {wait.TotalSeconds:0} s.\n{text}";
        }

        return text.Length == 0 ? null : text.TrimEnd();
    }

    private static void Tell(Terminal terminal, string message, string? advice)
    {
        terminal.Fail(message);
        if (advice is not null)
        {
            terminal.Error.WriteLine(advice);
        }
    }
}
