using System.Reflection;
using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Configuration.Declarations;

/// <summary>All keys there are, as the properties of the sections declare them.</summary>
/// <remarks>A property with a <see cref="SettingAttribute"/> is a key; any other with a configured name is a section.</remarks>
public sealed class SettingCatalog
{
    private readonly Dictionary<string, SettingDeclaration> _byKey;
    private readonly Dictionary<string, Type> _sections = [];

    private SettingCatalog(Type root)
    {
        List<SettingDeclaration> settings = [];
        Collect("", Activator.CreateInstance(root)!, settings);
        Settings = settings;
        _byKey = settings.ToDictionary(setting => setting.Key);
    }

    /// <summary>The keys of a node.</summary>
    public static SettingCatalog Node { get; } = new(typeof(NodeSettings));

    /// <summary>Every key, section by section.</summary>
    public IReadOnlyList<SettingDeclaration> Settings { get; }

    /// <summary>Every section with its class, those above before those below.</summary>
    public IReadOnlyDictionary<string, Type> Sections => _sections;

    /// <summary>The keys that a class declares.</summary>
    /// <param name="root">A class with sections as properties and a constructor without parameters.</param>
    public static SettingCatalog Of(Type root) => new(root);

    /// <summary>A key with colons in the place of dots.</summary>
    public static string ToConfigurationKey(string key) => key.Replace('.', ':');

    /// <summary>The declaration of a key, or null.</summary>
    public SettingDeclaration? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Whether there are keys below a name, of this version or of a later one.</summary>
    public bool IsSection(string key) => _sections.ContainsKey(key) || LaterKeys.IsAbove(key);

    /// <summary>Why a name is no key of this version, in one line.</summary>
    public string Refuse(string key)
    {
        string shown = OneLine.Of(key);
        if (LaterKeys.Find(key) is string later)
        {
            return $"{OneLine.Of(later)} is not in this version; remove it.";
        }

        if (IsSection(key))
        {
            return $"{shown} is a section; set a key of it, such as {Settings.FirstOrDefault(s => s.Key.StartsWith(key + ".", StringComparison.Ordinal))?.Key ?? key + ".…"}.";
        }

        string? nearest = NearestName.To(key, _byKey.Keys.Concat(_sections.Keys));
        return nearest is null ? $"{shown} is no setting." : $"{shown} is no setting; did you mean {nearest}?";
    }

    private void Collect(string prefix, object section, List<SettingDeclaration> settings)
    {
        foreach (PropertyInfo property in section.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<ConfigurationKeyNameAttribute>() is not { Name: string name })
            {
                continue;
            }

            string key = prefix + name;
            if (property.GetCustomAttribute<SettingAttribute>() is SettingAttribute rule)
            {
                settings.Add(new SettingDeclaration(key, rule, property, property.GetValue(section)));
            }
            else
            {
                _sections.Add(key, property.PropertyType);
                Collect(key + ".", property.GetValue(section)!, settings);
            }
        }
    }
}
