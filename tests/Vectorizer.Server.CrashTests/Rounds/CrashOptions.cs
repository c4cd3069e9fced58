using System.Globalization;

namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>How long and how hard the server is tried.</summary>
/// <param name="Rounds">Times that it is killed while it writes.</param>
/// <param name="Seed">Of all random choices. Times are not repeatable, so a run is repeated in kind and not exactly.</param>
internal sealed record CrashOptions(int Rounds, int Seed)
{
    /// <summary>Connections that write at the same time.</summary>
    public int Connections { get; init; } = 6;

    /// <summary>Shortest and longest time of writing before a kill.</summary>
    public (TimeSpan Shortest, TimeSpan Longest) WriteTime { get; init; }
        = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(800));

    /// <summary>Of the starts, the part that is killed before the server is ready, once more before it is checked.</summary>
    public double KilledStarts { get; init; } = 0.25;

    /// <summary>Of the rounds, the part that ends with SIGTERM instead: a server that has time must not lose anything either.</summary>
    public double Stops { get; init; } = 0.1;

    /// <summary>From <c>CRASH_ROUNDS</c> and <c>CRASH_SEED</c>; 50 rounds and a new seed unless set.</summary>
    public static CrashOptions FromEnvironment() => new(
        Number("CRASH_ROUNDS") ?? 50,
        Number("CRASH_SEED") ?? Random.Shared.Next());

    /// <summary>Random choices of one round, or of one connection in it.</summary>
    public Random RandomOf(int round, int connection = -1) => new(unchecked((Seed * 1_000_003) + (round * 1_009) + connection));

    private static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : null;
}
