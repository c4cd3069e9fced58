namespace Vectorizer.Configuration.Sources;

/// <summary>
/// Environment variables: <c>VECTORIZER__SERVER__PORT</c>, of which every one must be a setting, and below them the bare
/// <c>server__port</c>, of which those that are none belong to someone else.
/// </summary>
internal static class EnvironmentSource
{
    private const string Prefix = "VECTORIZER__";

    /// <summary>Reads all variables.</summary>
    public static SettingsLayer Read(IReadOnlyDictionary<string, string> variables)
    {
        SettingsLayer layer = new();
        AddAll(layer, variables, prefixed: false);
        AddAll(layer, variables, prefixed: true);
        return layer;
    }

    private static void AddAll(SettingsLayer layer, IReadOnlyDictionary<string, string> variables, bool prefixed)
    {
        Dictionary<string, string> seen = [];
        foreach ((string name, string text) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) != prefixed)
            {
                continue;
            }

            string key = (prefixed ? name[Prefix.Length..] : name).Replace("__", ".", StringComparison.Ordinal).ToLowerInvariant();
            if (!prefixed && (Declarations.SettingCatalog.Node.Find(key) is null || name.Contains('.', StringComparison.Ordinal)))
            {
                continue;
            }

            // The system tells names in capitals from others, and says nothing about which is meant.
            string origin = $"environment variable {Declarations.OneLine.Of(name)}";
            if (!seen.TryAdd(key, name))
            {
                layer.Fault(origin, $"{key} is set by {seen[key]} as well; remove one of them.");
                continue;
            }

            layer.Add(new SettingValue(key, text, origin));
        }
    }
}
