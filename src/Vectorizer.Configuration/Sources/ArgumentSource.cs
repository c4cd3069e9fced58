using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sources;

/// <summary>The command line: <c>--server:port=1</c>, <c>--server.port=1</c>, or the value as the next argument.</summary>
internal static class ArgumentSource
{
    private const string Dashes = "--";
    private const string Config = "config";

    /// <summary>Reads all arguments. Of several for one key the last wins.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="file">The settings file that <c>--config</c> names, or null.</param>
    public static SettingsLayer Read(IReadOnlyList<string> args, out string? file)
    {
        file = null;
        SettingsLayer layer = new();
        for (int i = 0; i < args.Count; i++)
        {
            string arg = args[i];
            if (!arg.StartsWith(Dashes, StringComparison.Ordinal) || arg.Length == Dashes.Length)
            {
                // Its text is not repeated: it may be a secret that a space has cut off.
                layer.Fault($"argument {i + 1}", "this is no setting; write --key=value.");
                continue;
            }

            int equals = arg.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? arg[Dashes.Length..] : arg[Dashes.Length..equals];
            string? text = equals >= 0 ? arg[(equals + 1)..]
                : i + 1 < args.Count && !args[i + 1].StartsWith(Dashes, StringComparison.Ordinal) ? args[++i]
                : null;
            string key = name.Replace(':', '.').ToLowerInvariant();
            string origin = $"argument --{OneLine.Of(name)}";
            if (key == Config)
            {
                file = text;
                if (string.IsNullOrWhiteSpace(text))
                {
                    layer.Fault(origin, "the path of a settings file is missing; write --config=PATH.");
                }
            }
            else if (text is null && SettingCatalog.Node.Find(key) is not null)
            {
                layer.Fault(origin, $"{key} has no value; write --{OneLine.Of(name)}=value.");
            }
            else
            {
                layer.Add(new SettingValue(key, text ?? "", origin));
            }
        }

        return layer;
    }
}
