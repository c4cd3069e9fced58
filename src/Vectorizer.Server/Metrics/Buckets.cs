namespace Vectorizer.Server.Metrics;

/// <summary>Upper bounds of buckets: each two to two and a half times the one before, so that a quantile is off by half at most.</summary>
internal static class Buckets
{
    /// <summary>Searches and syncs, in seconds.</summary>
    public static readonly double[] Milliseconds =
        [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Requests, in seconds: those that OpenTelemetry names, and two below them.</summary>
    public static readonly double[] Requests =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>Work in the background, in seconds.</summary>
    public static readonly double[] Minutes = [0.01, 0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200];

    /// <summary>Sizes of groups.</summary>
    public static readonly double[] Counts = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];
}
