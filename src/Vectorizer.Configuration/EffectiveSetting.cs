namespace Vectorizer.Configuration;

/// <summary>A setting as it holds.</summary>
/// <param name="Key">The key with dots.</param>
/// <param name="Value">The value, a secret as <c>(secret)</c>, an empty text when there is none.</param>
/// <param name="Origin">Where it was set, or <c>default</c>.</param>
public sealed record EffectiveSetting(string Key, string Value, string Origin);
