using System.Diagnostics;
using System.Globalization;
using Vectorizer.Engine.Benchmarks;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>Runs the load generator of <c>benchmarks/peers/load</c>: one thread, so that it takes little from the server.</summary>
internal static class LoadGenerator
{
    private const double WarmUpSeconds = 0.4;

    private static string Program => Path.Combine(Repository.Root, "benchmarks", "peers", "load", "bin", "load");

    /// <exception cref="InvalidOperationException">It has not been built, or the server answered with anything but success.</exception>
    public static async Task<LoadResult> RunAsync(int port, int connections, double seconds, string requests, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException("Build the load generator first: benchmarks/peers/load/build.sh");
        }

        ProcessStartInfo start = new(
            Program,
            [Text(port), Text(connections), Text(WarmUpSeconds), Text(seconds), requests])
        {
            RedirectStandardOutput = true,
        };
        using Process load = Process.Start(start)!;
        string output = await load.StandardOutput.ReadToEndAsync(cancellationToken);
        await load.WaitForExitAsync(cancellationToken);
        double[] figures = [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        return load.ExitCode == 0 && figures is [var answers, 0, var took, var p50, var p99, _, var bytes]
            ? new LoadResult(answers / took, p50 / 1000, p99 / 1000, bytes)
            : throw new InvalidOperationException($"The load ended with {load.ExitCode}: '{output.Trim()}'.");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
