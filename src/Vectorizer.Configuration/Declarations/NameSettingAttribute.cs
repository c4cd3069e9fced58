using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Vectorizer.Configuration.Declarations;

/// <summary>A name that another system has rules for.</summary>
/// <param name="pattern">The rules, as a regular expression over the whole name.</param>
/// <param name="allowed">The rules in words.</param>
public sealed class NameSettingAttribute([StringSyntax(StringSyntaxAttribute.Regex)] string pattern, string allowed) : SettingAttribute
{
    /// <summary>The rules, as a regular expression.</summary>
    public string Pattern { get; } = pattern;

    /// <inheritdoc/>
    public override string Type => "name";

    /// <inheritdoc/>
    public override string Allowed { get; } = allowed;

    /// <inheritdoc/>
    public override bool Accepts(string text) => Regex.IsMatch(text, Pattern, RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = Pattern };
}
