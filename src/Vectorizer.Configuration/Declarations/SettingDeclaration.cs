using System.Globalization;
using System.Reflection;

namespace Vectorizer.Configuration.Declarations;

/// <summary>A key that the node reads. Its value counts from the next start on, unless its rule says otherwise.</summary>
/// <param name="Key">The key from the top, with dots: <c>server.port</c>.</param>
/// <param name="Rule">What it takes.</param>
/// <param name="Property">The property that it sets.</param>
/// <param name="Default">The value of the property when the key is not set.</param>
public sealed record SettingDeclaration(string Key, SettingAttribute Rule, PropertyInfo Property, object? Default)
{
    /// <summary>The key as IConfiguration names it, with colons.</summary>
    public string ConfigurationKey => SettingCatalog.ToConfigurationKey(Key);

    /// <summary>The last part of the key.</summary>
    public string Name => Key[(Key.LastIndexOf('.') + 1)..];

    /// <summary>The section it stands in.</summary>
    public string Section => Key[..^(Name.Length + 1)];

    /// <summary>The default as one writes it, or null when there is none that is the same on every machine.</summary>
    public string? DefaultText => Rule.Unset is null && Default is not null ? Text(Default) : null;

    /// <summary>What is wrong with a value, in one line; null when nothing is.</summary>
    public string? FaultOf(string text) => Rule.Accepts(text) ? null : $"{Key} is {Rule.Shown(text)}; it must be {Rule.Allowed}.";

    /// <summary>A value as one writes it.</summary>
    public static string Text(object value)
        => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
