namespace Vectorizer.Configuration;

/// <summary>Something that stops a start.</summary>
/// <param name="Origin">Where it was set: file with line and column, environment variable, or argument.</param>
/// <param name="What">What is wrong, in one line, without secrets.</param>
public sealed record SettingsFault(string Origin, string What)
{
    /// <summary>Both in one line.</summary>
    public override string ToString() => $"{Origin}: {What}";
}
