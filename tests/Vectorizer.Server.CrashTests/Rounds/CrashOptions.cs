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

    /// <summary>Of the rounds, every which has bulk writes, after which segments are compacted.</summary>
    public int BulkEvery { get; init; } = 4;

    /// <summary>Added to the time of writing in such a round: what is due is looked for every second.</summary>
    public TimeSpan BulkTime { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Whether the server saves by itself, as often as it can.</summary>
    public bool Saves { get; init; } = true;

    /// <summary>Started in front of the server: saves and scrubs as often as can be, and tells of each.</summary>
    public string[] Settings =>
    [
        "env",
        $"auto_save__enabled={Saves}",
        "auto_save__interval_seconds=1",
        "auto_save__min_operations=20",
        string.Create(CultureInfo.InvariantCulture, $"auto_save__keep_snapshots={1 + ((Seed & int.MaxValue) % 3)}"),
        string.Create(CultureInfo.InvariantCulture, $"auto_save__scrub_interval_seconds={1 + ((Seed & int.MaxValue) % 2)}"),
        "Logging__LogLevel__Vectorizer.Grains=Information",
    ];

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
