namespace Vectorizer.Grains.Hosting;

/// <summary>Checks options against their ranges.</summary>
internal static class OptionRange
{
    /// <exception cref="OrleansConfigurationException">The value is outside the range.</exception>
    public static void Check(string option, long value, long min, long max)
    {
        if (value < min || value > max)
        {
            throw new OrleansConfigurationException($"{option} is {value}; it must be within {min}..{max}.");
        }
    }
}
