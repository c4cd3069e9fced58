using System.CommandLine;
using Vectorizer.Engine.Benchmarks;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>The command line of <see cref="HttpBenchmark"/>.</summary>
internal static class HttpCommand
{
    public static Command Create()
    {
        Option<string> server = new("--server")
        {
            Description = "The server's program.",
            DefaultValueFactory = _ => Path.Combine(
                Repository.Root, "src", "Vectorizer.Server", "bin", "Release", "net10.0", "Vectorizer.Server.dll"),
        };
        Option<string> data = new("--data")
        {
            Description = "The server's data directory. The words are imported when it is empty, and stay.",
            DefaultValueFactory = _ => Path.Combine(Repository.Root, ".cache", "http", "data"),
        };
        Option<int> ef = new("--ef") { Description = "Candidates weighed.", DefaultValueFactory = _ => 100 };
        Option<int> rounds = new("--rounds") { Description = "How often each figure is measured.", DefaultValueFactory = _ => 5 };
        Option<double> seconds = new("--seconds") { Description = "Length of a measurement.", DefaultValueFactory = _ => 3 };
        Option<string?> markdown = new("--markdown") { Description = "Writes the figures to this file as well." };
        Command command = new(
            "http",
            "Starts a server with GloVe words and measures queries over HTTP: beside the floor, which is the same web API "
            + "without a search, and beside the engine alone.")
        {
            server, data, ef, rounds, seconds, markdown,
        };
        command.SetAction((parsed, cancellationToken) => new HttpBenchmark(new HttpOptions(
            parsed.GetRequiredValue(server),
            parsed.GetRequiredValue(data),
            parsed.GetValue(ef),
            parsed.GetValue(rounds),
            parsed.GetValue(seconds),
            parsed.GetValue(markdown))).RunAsync(cancellationToken));
        return command;
    }
}
