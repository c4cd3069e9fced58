using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vectorizer.Configuration.Declarations;
using Vectorizer.Configuration.Documentation;

namespace Vectorizer.Configuration.Tests.Documentation;

/// <summary>
/// The page, the sample and the schema say what the declarations say. With <c>WRITE_GENERATED_FILES=1</c> in the
/// environment the tests write them.
/// </summary>
public sealed class GeneratedFileTests
{
    private static readonly string s_root = typeof(GeneratedFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    [Fact]
    public void The_page_is_what_the_declarations_say() => ShouldBe("docs/configuration.md", ReferencePage.Write());

    [Fact]
    public void The_sample_is_what_the_declarations_say() => ShouldBe("config/config.yml", SampleFile.Write());

    [Fact]
    public void The_schema_is_what_the_declarations_say() => ShouldBe("config/vectorizer.schema.json", SchemaFile.Write());

    [Fact]
    public void The_sample_sets_nothing_and_with_every_line_uncommented_it_sets_every_key()
    {
        using Given given = new();
        NodeConfiguration sample = given.WithFile(SampleFile.Write()).Read();
        Assert.Empty(sample.Faults);
        Assert.All(sample.Effective(), setting => Assert.Equal("default", setting.Origin));

        NodeConfiguration all = given.WithFile(Regex.Replace(SampleFile.Write(), "^( *)# (?!yaml-)", "$1", RegexOptions.Multiline)).Read();
        Assert.Empty(all.Faults);
        Assert.All(all.Effective(), setting => Assert.StartsWith(given.File, setting.Origin, StringComparison.Ordinal));
        Assert.All(
            SettingCatalog.Node.Settings.Where(setting => setting.DefaultText is not null),
            setting => Assert.Equal(setting.DefaultText, all.Root[setting.ConfigurationKey]));
    }

    [Fact]
    public void The_schema_has_every_key_and_allows_no_other()
    {
        using JsonDocument schema = JsonDocument.Parse(SchemaFile.Write());
        List<string> keys = [];
        Collect(schema.RootElement, "", keys);
        Assert.Equal(SettingCatalog.Node.Settings.Select(setting => setting.Key).Order(), keys.Order());
    }

    [Fact]
    public void The_file_for_production_is_taken_as_it_is()
    {
        NodeConfiguration configuration = NodeConfiguration.Read(
            ["--config", Path.Combine(s_root, "config/config.production.yml")], new Dictionary<string, string>());
        Assert.Empty(configuration.Faults);
        Assert.Equal(16, configuration.Settings.Performance.Cpu.MaxThreads);
    }

    private static void Collect(JsonElement section, string prefix, List<string> keys)
    {
        Assert.False(section.GetProperty("additionalProperties").GetBoolean());
        foreach (JsonProperty property in section.GetProperty("properties").EnumerateObject())
        {
            if (property.Value.TryGetProperty("properties", out _))
            {
                Collect(property.Value, prefix + property.Name + ".", keys);
            }
            else
            {
                keys.Add(prefix + property.Name);
            }
        }
    }

    private static void ShouldBe(string path, string text)
    {
        string file = Path.Combine(s_root, path);
        if (Environment.GetEnvironmentVariable("WRITE_GENERATED_FILES") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(text, File.ReadAllText(file));
    }
}
