using Vectorizer.Configuration.Declarations;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Configuration.Tests;

/// <summary>Where settings come from, and which source wins.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly Given _given = new();

    public static TheoryData<string> Keys => [.. SettingCatalog.Node.Settings.Select(setting => setting.Key)];

    public void Dispose() => _given.Dispose();

    [Fact]
    public void Without_any_source_the_defaults_hold_and_nothing_is_wrong()
    {
        NodeConfiguration configuration = _given.Read();
        Assert.Empty(configuration.Faults);
        Assert.Equal(15_002, configuration.Settings.Server.Port);
        Assert.All(configuration.Effective(), setting => Assert.Equal("default", setting.Origin));
    }

    // A key that is declared, accepted and then bound to nothing would be a setting without any effect.
    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_is_set_by_every_source(string key)
    {
        SettingDeclaration setting = SettingCatalog.Node.Find(key)!;
        string value = Given.OtherValue(setting);
        string variable = key.Replace(".", "__", StringComparison.Ordinal);
        foreach (Action<Given> set in (Action<Given>[])
        [
            given => given.WithFile(Given.Yaml(key, value)),
            given => given.Environment["VECTORIZER__" + variable.ToUpperInvariant()] = value,
            given => given.Environment[variable] = value,
            given => given.Args.Add($"--{key}={value}"),
            given => given.Args.Add($"--{key.Replace('.', ':')}={value}"),
            given => given.Args.AddRange([$"--{key}", value]),
        ])
        {
            using Given given = new();
            set(given);
            NodeConfiguration configuration = given.Read();

            // To choose a store asks for its connection string as well; that is another test.
            Assert.DoesNotContain(configuration.Faults, fault => !fault.What.Contains("connection_string", StringComparison.Ordinal));
            Assert.Equal(value, ValueOf(configuration.Settings, key));
            Assert.NotEqual("default", configuration.OriginOf(key));
        }
    }

    [Fact]
    public void A_declared_key_that_is_bound_to_nothing_is_found()
    {
        string[] unread = [.. SettingCatalog.Of(typeof(Planted)).Settings.Where(setting => setting.Property.SetMethod is null).Select(setting => setting.Key)];
        Assert.Equal(["planted"], unread);
        Assert.All(SettingCatalog.Node.Settings, setting => Assert.NotNull(setting.Property.SetMethod));
    }

    [Fact]
    public void The_file_the_bare_variable_the_prefixed_one_and_the_last_argument_win_in_this_order()
    {
        _given.WithFile("server:\n  port: 1\n");
        ShouldBe(1, $"{_given.File}:2:3");
        _given.Environment["server__port"] = "2";
        ShouldBe(2, "environment variable server__port");
        _given.Environment["VECTORIZER__SERVER__PORT"] = "3";
        ShouldBe(3, "environment variable VECTORIZER__SERVER__PORT");
        _given.Args.Add("--server:port=4");
        ShouldBe(4, "argument --server:port");
        _given.Args.Add("--server.port=5");
        ShouldBe(5, "argument --server.port");
    }

    [Fact]
    public void The_file_of_the_command_line_is_read_in_the_place_of_that_of_the_environment()
    {
        _given.WithFile("server:\n  port: 1\n");
        _given.Environment[NodeConfiguration.FileVariable] = _given.File + ".missing";
        ShouldBe(1, $"{_given.File}:2:3");

        _given.Args.Clear();
        Assert.Contains("cannot be read", Assert.Single(_given.Faults()), StringComparison.Ordinal);
        _given.Environment[NodeConfiguration.FileVariable] = _given.File;
        ShouldBe(1, $"{_given.File}:2:3");
    }

    [Fact]
    public void Variables_of_others_are_left_alone()
    {
        _given.Environment["VECTORIZER_URL"] = "http://127.0.0.1:1";
        _given.Environment["server__prot"] = "1";
        _given.Environment["PATH"] = "/bin";
        _given.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:1";
        Assert.Empty(_given.Faults());
    }

    [Fact]
    public void Two_variables_that_differ_in_capitals_only_are_refused()
    {
        _given.Environment["VECTORIZER__SERVER__PORT"] = "1";
        _given.Environment["vectorizer__server__port"] = "2";
        Assert.Equal(
            ["environment variable vectorizer__server__port: server.port is set by VECTORIZER__SERVER__PORT as well; remove one of them."],
            _given.Faults());
    }

    private static string? ValueOf(NodeSettings settings, string key)
    {
        object? value = settings;
        foreach (string part in key.Split('.'))
        {
            value = value!.GetType().GetProperties().Single(property =>
                property.GetCustomAttributes(typeof(Microsoft.Extensions.Configuration.ConfigurationKeyNameAttribute), false)
                    .Cast<Microsoft.Extensions.Configuration.ConfigurationKeyNameAttribute>().Any(name => name.Name == part)).GetValue(value);
        }

        return value is null ? null : SettingDeclaration.Text(value);
    }

    private void ShouldBe(int port, string origin)
    {
        NodeConfiguration configuration = _given.Read();
        Assert.Empty(configuration.Faults);
        Assert.Equal(port, configuration.Settings.Server.Port);
        Assert.Equal(origin, configuration.OriginOf("server.port"));
    }

    private sealed class Planted
    {
        [Microsoft.Extensions.Configuration.ConfigurationKeyName("planted")]
        [NumberSetting(0, 9)]
        public int Unread { get; } = 5;
    }
}
