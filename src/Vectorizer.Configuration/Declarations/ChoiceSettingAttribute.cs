using System.Text.Json.Nodes;

namespace Vectorizer.Configuration.Declarations;

/// <summary>One of a few words.</summary>
/// <param name="choices">The words, two or more.</param>
public sealed class ChoiceSettingAttribute(params string[] choices) : SettingAttribute
{
    /// <summary>The words.</summary>
    public IReadOnlyList<string> Choices { get; } = choices;

    /// <inheritdoc/>
    public override string Type => "word";

    /// <inheritdoc/>
    public override string Allowed => $"{string.Join(", ", Choices.SkipLast(1))} or {Choices[^1]}";

    /// <inheritdoc/>
    public override bool Accepts(string text) => Choices.Contains(text);

    /// <inheritdoc/>
    public override JsonObject Schema()
        => new() { ["type"] = "string", ["enum"] = new JsonArray([.. Choices.Select(choice => (JsonNode)choice)]) };
}
