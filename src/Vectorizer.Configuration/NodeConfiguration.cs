using System.Collections;
using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;
using Vectorizer.Configuration.Sections;
using Vectorizer.Configuration.Sources;

namespace Vectorizer.Configuration;

/// <summary>
/// The settings of a node: defaults, over them the YAML file, over that environment variables, over those the command
/// line; and everything that is wrong with them.
/// </summary>
public sealed class NodeConfiguration
{
    /// <summary>Environment variable that names the settings file where <c>--config</c> does not.</summary>
    public const string FileVariable = "VECTORIZER_CONFIG";

    private readonly IReadOnlyList<SettingsLayer> _layers;

    private NodeConfiguration(IReadOnlyList<SettingsLayer> layers)
    {
        _layers = layers;
        ConfigurationBuilder builder = new();
        foreach (SettingsLayer layer in layers)
        {
            builder.Add(layer);
        }

        Root = builder.Build();
        Settings = Root.Get<NodeSettings>() ?? new NodeSettings();
        List<SettingsFault> faults = [.. layers.SelectMany(layer => layer.Faults)];
        faults.AddRange(Settings.Conflicts().Select(conflict => new SettingsFault(OriginOf(conflict.Key), conflict.Fault)));
        Faults = faults;
    }

    /// <summary>All values that were set and are right.</summary>
    public IConfigurationRoot Root { get; }

    /// <summary>The settings. A value with a fault is not among them; a start with <see cref="Faults"/> is refused.</summary>
    public NodeSettings Settings { get; }

    /// <summary>Everything that is wrong: the file's first, then the environment's, the command line's, and conflicts.</summary>
    public IReadOnlyList<SettingsFault> Faults { get; }

    /// <summary>The environment variables of this process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment()
        => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

    /// <summary>Reads all sources. Nothing is thrown for what is wrong with them: see <see cref="Faults"/>.</summary>
    /// <param name="args">The command line: settings, and <c>--config</c> with the path of the file.</param>
    /// <param name="environment">Environment variables.</param>
    public static NodeConfiguration Read(IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment)
    {
        SettingsLayer arguments = ArgumentSource.Read(args, out string? file);
        file ??= environment.GetValueOrDefault(FileVariable);
        List<SettingsLayer> layers = [];
        if (!string.IsNullOrWhiteSpace(file))
        {
            layers.Add(YamlSource.Read(file));
        }

        layers.Add(EnvironmentSource.Read(environment));
        layers.Add(arguments);
        return new NodeConfiguration(layers);
    }

    /// <summary>Where a key was set: file with line and column, environment variable, argument, or <c>default</c>.</summary>
    public string OriginOf(string key) => _layers.Reverse().Select(layer => layer.OriginOf(key)).FirstOrDefault(origin => origin is not null) ?? "default";

    /// <summary>Every setting as it holds, with its origin. Secrets are not told.</summary>
    public IEnumerable<EffectiveSetting> Effective()
    {
        foreach (SettingDeclaration setting in SettingCatalog.Node.Settings)
        {
            string? text = Root[setting.ConfigurationKey];
            string value = text is null ? setting.DefaultText ?? setting.Rule.Unset ?? ""
                : setting.Rule.IsSecret ? setting.Rule.Shown(text)
                : OneLine.Of(text);
            yield return new EffectiveSetting(setting.Key, value, OriginOf(setting.Key));
        }
    }
}
