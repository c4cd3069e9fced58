using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Tests;

/// <summary>Settings from a file, an environment and a command line that a test makes up.</summary>
internal sealed class Given : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vectorizer-settings-");

    /// <summary>The settings file.</summary>
    public string File => Path.Combine(_folder.FullName, "node.yml");

    /// <summary>Environment variables.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The command line.</summary>
    public List<string> Args { get; } = [];

    /// <summary>A value for a setting that is right and not its default.</summary>
    public static string OtherValue(SettingDeclaration setting) => setting.Rule switch
    {
        NumberSettingAttribute { Example: string example } => example,
        NumberSettingAttribute number => $"{(setting.DefaultText == $"{number.Min + 1}" ? number.Max : number.Min + 1)}",
        FlagSettingAttribute => setting.DefaultText == "true" ? "false" : "true",
        ChoiceSettingAttribute choice => choice.Choices.First(word => word != setting.DefaultText),
        AddressSettingAttribute => "127.0.0.9",
        NetworksSettingAttribute => "10.0.0.0/8",
        OriginsSettingAttribute => "https://other.example",
        _ => "other-value",
    };

    /// <summary>YAML that sets one key.</summary>
    public static string Yaml(string key, string value)
    {
        string[] parts = key.Split('.');
        return string.Concat(parts.Select((part, depth) => $"{new string(' ', 2 * depth)}{part}:{(depth < parts.Length - 1 ? "\n" : $" {value}\n")}"));
    }

    /// <summary>Writes the settings file and names it on the command line.</summary>
    public Given WithFile(string yaml)
    {
        System.IO.File.WriteAllText(File, yaml);
        Args.Add($"--config={File}");
        return this;
    }

    public NodeConfiguration Read() => NodeConfiguration.Read(Args, Environment);

    /// <summary>The faults, a line each, with the file by its name alone.</summary>
    public string[] Faults() => [.. Read().Faults.Select(fault => fault.ToString().Replace(File, "node.yml", StringComparison.Ordinal))];

    public void Dispose() => _folder.Delete(recursive: true);
}
