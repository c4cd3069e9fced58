using System.Text;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Documentation;

/// <summary>Writes a settings file that sets nothing and shows everything.</summary>
public static class SampleFile
{
    private const int Width = 110;

    /// <summary>The text of <c>config/config.yml</c>.</summary>
    public static string Write()
    {
        Summaries summaries = Summaries.Load();
        StringBuilder text = new();
        text.Append("# yaml-language-server: $schema=./vectorizer.schema.json\n");
        Comment(text, "", "Every setting with its default. Remove the # before a line to change it; docs/configuration.md tells of "
            + "ranges and of the other ways to set one. A change counts from the next start on, unless it says otherwise.");
        foreach ((string section, Type type) in SettingCatalog.Node.Sections)
        {
            int depth = section.Count(c => c == '.');
            string indent = Indent(depth);
            text.Append(depth == 0 ? "\n" : "");
            Comment(text, indent, summaries.Of(type));
            text.Append(indent).Append(section[(section.LastIndexOf('.') + 1)..]).Append(":\n");
            foreach (SettingDeclaration setting in SettingCatalog.Node.Settings.Where(setting => setting.Section == section))
            {
                Write(text, Indent(depth + 1), summaries, setting);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string indent, Summaries summaries, SettingDeclaration setting)
    {
        string unset = setting.DefaultText is not null ? "" : setting.Rule.Unset is string words ? $" Unless set: {words}." : " Not set by default.";
        Comment(text, indent, $"{summaries.Of(setting.Property)} It must be {setting.Rule.Allowed}.{unset}{(setting.Rule.IsLive ? " SIGHUP lets a change count at once." : "")}");
        string value = setting.DefaultText ?? setting.Rule.Example!;
        text.Append(indent).Append("# ").Append(setting.Name).Append(": ").Append(Yaml(setting.Rule, value)).Append('\n');
    }

    private static string Yaml(SettingAttribute rule, string value) => rule switch
    {
        NumberSettingAttribute or FlagSettingAttribute => value,
        ListSettingAttribute => $"[{string.Join(", ", ListSettingAttribute.Items(value).Select(item => $"\"{item}\""))}]",
        _ => $"\"{value}\"",
    };

    // Two marks before prose and one before a value, so that it can be told which one to remove.
    private static void Comment(StringBuilder text, string indent, string prose)
    {
        string line = indent + "##";
        foreach (string word in prose.Replace("`", "", StringComparison.Ordinal).Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line = indent + "##";
            }

            line += " " + word;
        }

        text.Append(line).Append('\n');
    }

    private static string Indent(int depth) => new(' ', 2 * depth);
}
