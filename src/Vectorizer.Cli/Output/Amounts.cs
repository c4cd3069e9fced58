using System.Globalization;
using System.Text.Json;

namespace Vectorizer.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Amounts
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of points, with the word.</summary>
    public static string Points(long count) => count == 1 ? "1 point" : $"{Count(count)} points";

    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} bytes"),
    };

    public static string Percent(double fraction) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(fraction * 1000) / 10:0.0}%");

    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(10))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
        }

        if (time < TimeSpan.FromMinutes(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
        }

        return time < TimeSpan.FromHours(1)
            ? $"{time.Minutes} min {time.Seconds} s"
            : $"{(long)time.TotalHours} h {time.Minutes} min";
    }

    /// <summary>A value as the web API writes it: metrics in lower case.</summary>
    public static string Word<T>(T value)
        where T : struct =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(Convert.ToString(value, CultureInfo.InvariantCulture)!);

    public static string Milliseconds(double ms) =>
        ms.ToString(ms < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";
}
