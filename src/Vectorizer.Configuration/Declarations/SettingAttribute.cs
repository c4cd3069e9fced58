using System.Text.Json.Nodes;

namespace Vectorizer.Configuration.Declarations;

/// <summary>Declares a property as a setting: what it takes. Key, default and meaning stand at the property itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingAttribute : Attribute
{
    /// <summary>What holds when the setting is not set, in words, where that is not the same on every machine.</summary>
    public string? Unset { get; set; }

    /// <summary>A value that can be used, where there is no default to show.</summary>
    public string? Example { get; set; }

    /// <summary>Whether a change counts as soon as the server reads its settings again, and not from its next start on.</summary>
    public bool IsLive { get; set; }

    /// <summary>Whether the value may stand in no message, list or log.</summary>
    public virtual bool IsSecret => false;

    /// <summary>The kind of value, for people.</summary>
    public abstract string Type { get; }

    /// <summary>What the value must be, behind "it must be"; with the range and the unit.</summary>
    public abstract string Allowed { get; }

    /// <summary>Whether a text is a value of this setting.</summary>
    public abstract bool Accepts(string text);

    /// <summary>A text as messages show it.</summary>
    public virtual string Shown(string text) => IsSecret ? "(secret)" : $"'{OneLine.Of(text)}'";

    /// <summary>What JSON Schema says of such a value.</summary>
    public abstract JsonObject Schema();
}
