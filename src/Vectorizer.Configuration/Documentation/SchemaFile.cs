using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Documentation;

/// <summary>Writes a JSON Schema of the settings file, for editors.</summary>
public static class SchemaFile
{
    // Read by people too: … and ' stay as they are.
    private static readonly JsonSerializerOptions s_readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of <c>config/vectorizer.schema.json</c>.</summary>
    public static string Write()
    {
        Summaries summaries = Summaries.Load();
        JsonObject schema = Section("All settings of a node.");
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Settings of Vectorizer.Orleans");
        Dictionary<string, JsonObject> sections = new() { [""] = schema };
        foreach ((string key, Type type) in SettingCatalog.Node.Sections)
        {
            int dot = key.LastIndexOf('.');
            sections[key] = Section(summaries.Of(type));
            sections[dot < 0 ? "" : key[..dot]]["properties"]![key[(dot + 1)..]] = sections[key];
        }

        foreach (SettingDeclaration setting in SettingCatalog.Node.Settings)
        {
            sections[setting.Section]["properties"]![setting.Name] = Of(setting, summaries.Of(setting.Property));
        }

        return schema.ToJsonString(s_readable) + "\n";
    }

    // A section whose keys are all commented out is null.
    private static JsonObject Section(string description) => new()
    {
        ["description"] = description,
        ["type"] = new JsonArray("object", "null"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(),
    };

    private static JsonObject Of(SettingDeclaration setting, string summary)
    {
        JsonObject schema = setting.Rule.Schema();
        string unset = setting.Rule.Unset is string words ? $" Unless set: {words}." : "";
        schema["description"] = $"{summary} It must be {setting.Rule.Allowed}.{unset}";
        if (setting.DefaultText is string text)
        {
            schema["default"] = setting.Default switch
            {
                bool flag => flag,
                int or long => long.Parse(text, CultureInfo.InvariantCulture),
                _ => text,
            };
        }

        return schema;
    }
}
