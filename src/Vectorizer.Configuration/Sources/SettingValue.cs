namespace Vectorizer.Configuration.Sources;

/// <summary>A value and where it was set.</summary>
/// <param name="Key">The key with dots.</param>
/// <param name="Text">The value as it was written.</param>
/// <param name="Origin">File with line and column, environment variable, or argument.</param>
internal sealed record SettingValue(string Key, string Text, string Origin)
{
    // The text may be a secret.
    public override string ToString() => $"{Key} from {Origin}";
}
