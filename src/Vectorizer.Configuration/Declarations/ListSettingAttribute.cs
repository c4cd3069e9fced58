using System.Text.Json.Nodes;

namespace Vectorizer.Configuration.Declarations;

/// <summary>Several values of one kind: a list in a file, separated by commas everywhere else.</summary>
public abstract class ListSettingAttribute : SettingAttribute
{
    private const char Separator = ',';

    /// <inheritdoc/>
    public override string Type => "list";

    /// <summary>The values of a text, none for an empty one or for null.</summary>
    public static string[] Items(string? text)
        => text?.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The text of values, as <see cref="Items"/> reads it.</summary>
    public static string Join(IEnumerable<string> items) => string.Join($"{Separator} ", items);

    /// <inheritdoc/>
    public override bool Accepts(string text) => Items(text).All(AcceptsItem);

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["type"] = new JsonArray("array", "string"),
        ["items"] = new JsonObject { ["type"] = "string" },
    };

    /// <summary>Whether a text is one of the values that the list may hold.</summary>
    protected abstract bool AcceptsItem(string item);
}
