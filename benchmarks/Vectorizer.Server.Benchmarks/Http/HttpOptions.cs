namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>What <see cref="HttpBenchmark"/> measures.</summary>
/// <param name="Server">The server's program, a <c>.dll</c>.</param>
/// <param name="Data">Its data directory, kept from run to run.</param>
/// <param name="Ef">Candidates weighed.</param>
/// <param name="Rounds">How often each figure is measured.</param>
/// <param name="Seconds">Length of a measurement.</param>
/// <param name="Markdown">File for the section with the figures; null for none.</param>
internal sealed record HttpOptions(string Server, string Data, int Ef, int Rounds, double Seconds, string? Markdown);
