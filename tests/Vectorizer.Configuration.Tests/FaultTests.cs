using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Tests;

/// <summary>What stops a start, and in which words.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly Given _given = new();

    public static TheoryData<string> Numbers
        => [.. SettingCatalog.Node.Settings.Where(setting => setting.Rule is NumberSettingAttribute).Select(setting => setting.Key)];

    public static TheoryData<string> Later =>
    [
        "replication.enabled", "clustering.mode", "auth.jwt_secret", "rate_limit.burst_size", "tls.cert", "backup.path",
    ];

    public void Dispose() => _given.Dispose();

    [Fact]
    public void A_misspelt_key_is_told_with_its_place_and_the_nearest_name_in_every_source()
    {
        _given.WithFile("server:\n  prot: 1\nauto_saev:\n  enabled: true\n");
        _given.Environment["VECTORIZER__PERFORMANCE__CPU__MAX_THREAD"] = "1";
        _given.Args.Add("--storage:min_fre_mb=1");
        Assert.Equal(
            [
                "node.yml:2:3: server.prot is no setting; did you mean server.port?",
                "node.yml:3:1: auto_saev is no setting; did you mean auto_save?",
                "environment variable VECTORIZER__PERFORMANCE__CPU__MAX_THREAD: performance.cpu.max_thread is no setting; did you mean performance.cpu.max_threads?",
                "argument --storage:min_fre_mb: storage.min_fre_mb is no setting; did you mean storage.min_free_mb?",
            ],
            _given.Faults());
    }

    [Fact]
    public void A_usual_batch_that_is_larger_than_the_largest_is_told_with_both_keys()
    {
        _given.WithFile("performance:\n  batch:\n    default_size: 20\n    max_size: 10\n");
        Assert.Equal(
            ["node.yml:3:5: performance.batch.default_size is 20; it must be within 1..10, which is performance.batch.max_size."],
            _given.Faults());
    }

    [Fact]
    public void A_key_like_no_other_has_no_suggestion_and_one_in_the_wrong_section_has()
    {
        _given.WithFile("qqqqqqqqqq: 1\nmax_threads: 2\n");
        Assert.Equal(
            [
                "node.yml:1:1: qqqqqqqqqq is no setting.",
                "node.yml:2:1: max_threads is no setting; did you mean performance.cpu.max_threads?",
            ],
            _given.Faults());
    }

    [Theory]
    [InlineData("bits: 1", "collections.default.quantization.bits is 1; with the type scalar it must be 8.")]
    [InlineData("bits: 4", "collections.default.quantization.bits is 4; with the type scalar it must be 8.")]
    [InlineData("type: product", "collections.default.quantization.type is 'product'; it must be scalar, binary or neighbor_codes.")]
    public void Defaults_of_quantization_that_contradict_each_other_are_told(string line, string fault)
    {
        _given.WithFile($"collections:\n  default:\n    quantization:\n      {line}\n");
        Assert.EndsWith(fault, Assert.Single(_given.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void Floats_on_disk_are_no_default_with_neighbour_codes()
    {
        _given.WithFile("collections:\n  default:\n    quantization:\n      type: neighbor_codes\n      on_disk: true\n");
        Assert.EndsWith("needs floats in memory; it must be false.", Assert.Single(_given.Faults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("binary", true, 1)]
    [InlineData("neighbor_codes", true, 1)]
    [InlineData("binary", false, 0)]
    public void Codes_other_than_scalar_are_no_default_for_the_metric_manhattan_unless_they_are_off(string type, bool enabled, int faults)
    {
        _given.WithFile(
            $"collections:\n  default:\n    metric: manhattan\n    quantization:\n      type: {type}\n      enabled: " + (enabled ? "true" : "false"));
        Assert.Equal(faults, _given.Faults().Count(fault => fault.EndsWith("it must be scalar.", StringComparison.Ordinal)));
        Assert.Equal(faults, _given.Faults().Length);
    }

    [Theory]
    [MemberData(nameof(Later))]
    public void A_key_of_a_later_version_is_refused_in_every_source(string key)
    {
        _given.WithFile(Given.Yaml(key, "true"));
        _given.Environment["VECTORIZER__" + key.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant()] = "true";
        _given.Args.Add($"--{key}=true");
        string[] faults = _given.Faults();
        Assert.Equal(3, faults.Length);
        Assert.All(faults, fault => Assert.EndsWith(" is not in this version; remove it.", fault, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_outside_its_range_is_told_with_value_range_and_unit(string key)
    {
        NumberSettingAttribute rule = (NumberSettingAttribute)SettingCatalog.Node.Find(key)!.Rule;
        foreach (string value in (string[])[$"{rule.Min - 1}", $"{rule.Max + 1}"])
        {
            using Given given = new();
            given.WithFile(Given.Yaml(key, value));
            string fault = Assert.Single(given.Faults());
            Assert.EndsWith($"{key} is {value}; it must be within {rule.Min}..{rule.Max}{(rule.Unit is null ? "" : " " + rule.Unit)}.", fault, StringComparison.Ordinal);
        }

        foreach (string text in (string[])["1e3", "0x10", "1_000", "1.5", "' 1'", "99999999999999999999", "#10"])
        {
            using Given given = new();
            given.WithFile(Given.Yaml(key, text.StartsWith('#') ? $"'{text}'" : text));
            Assert.Contains("it must be within", Assert.Single(given.Faults()), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--auto_save.enabled=yes", "auto_save.enabled is 'yes'; it must be true or false.")]
    [InlineData("--server.host=nowhere", "server.host is 'nowhere'; it must be an IP address or 'localhost'.")]
    [InlineData("--server.data_dir=", "server.data_dir is empty; it must be the path of a folder.")]
    [InlineData("--persistence.provider=Files", "persistence.provider is 'Files'; it must be file, redis or azure_blob.")]
    [InlineData("--snapshots.store=redis", "snapshots.store is 'redis'; it must be files or azure_blob.")]
    [InlineData("--server=1", "server is a section; set a key of it, such as server.host.")]
    [InlineData("--server.port", "server.port has no value; write --server.port=value.")]
    [InlineData("--config", "the path of a settings file is missing; write --config=PATH.")]
    [InlineData("hush-hush", "this is no setting; write --key=value.")]
    [InlineData("--persistence.provider=redis", "persistence.provider 'redis' needs persistence.redis.connection_string, or persistence.redis.connection_string_file with the path of a file that holds it.")]
    public void An_argument_that_cannot_be_used_is_told(string arg, string fault)
    {
        _given.Args.Add(arg);
        Assert.Equal(fault, Assert.Single(_given.Read().Faults).What);
    }

    [Theory]
    [InlineData("server:\n  port: 1\n  port: 2\n", "3:3: server.port is set twice; the first is in line 2.")]
    [InlineData("server: {port: 1}\nserver: {port: 2}\n", "2:1: server is set twice; the first is in line 1.")]
    [InlineData("server:\n  port: [1]\n", "2:9: server.port takes one value, not a list; it must be within 0..65535.")]
    [InlineData("server:\n  port:\n    a: 1\n", "3:5: server.port takes one value, not a map; it must be within 0..65535.")]
    [InlineData("server:\n  port:\n", "2:3: server.port has no value; it must be within 0..65535.")]
    [InlineData("server: 5\n", "1:9: server is a section; its keys belong here, each on a line of its own.")]
    [InlineData("server.port: 5\n", "1:1: 'server.port' is no name; in a file each part of a key stands on a line of its own.")]
    [InlineData("server:port: 5\n", "1:1: 'server:port' is no name; in a file each part of a key stands on a line of its own.")]
    [InlineData("server: &a\n  port: 1\nstorage: *a\n", "3:10: storage is an alias; write the value itself.")]
    [InlineData("server:\n  port: !!int 5\n", "2:9: server.port has a tag; write the value without it.")]
    [InlineData("- server\n", "1:1: sections belong here, such as 'server:' with its keys below.")]
    [InlineData("server: {}\n---\nserver: {}\n", "2:1: a second document begins here; a settings file has one.")]
    [InlineData("? [a]\n: b\n", "1:3: a name of a setting or a section belongs here.")]
    [InlineData("server:\n  Port: 1\n", "2:3: server.Port is no setting; did you mean server.port?")]
    public void A_fault_of_the_file_is_told_with_line_and_column(string yaml, string fault)
    {
        _given.WithFile(yaml);
        Assert.Equal([$"node.yml:{fault}"], _given.Faults());
    }

    [Theory]
    [InlineData("server:\n  port: 'open\n")]
    [InlineData("server:\n\tport: 1\n")]
    [InlineData("server: {port: 1\n")]
    [InlineData("a: b: c\n")]
    [InlineData("%YAML 9\n")]
    public void What_is_no_YAML_is_told_with_line_and_column(string yaml)
    {
        _given.WithFile(yaml);
        Assert.Matches(@"^node\.yml:\d+:\d+: this is no YAML: ", Assert.Single(_given.Faults()));
    }

    // The parser takes a NUL for the end of the file: a key behind it would silently not hold.
    [Theory]
    [InlineData("server:\n  port: 1\n\0\nauth:\n  enabled: true\n", "3:1", "U+0000")]
    [InlineData("server: {port: 1\u001b}\n", "1:17", "U+001B")]
    [InlineData("# \u007f\n", "1:3", "U+007F")]
    public void A_character_that_YAML_does_not_know_is_told_with_line_and_column(string yaml, string place, string character)
    {
        _given.WithFile(yaml);
        Assert.Equal([$"node.yml:{place}: this is no YAML: the character {character} must not stand there."], _given.Faults());
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("server:\nperformance:\n  cpu:\n")]
    public void A_file_without_any_value_sets_nothing(string yaml)
    {
        _given.WithFile(yaml);
        Assert.Empty(_given.Faults());
    }

    [Fact]
    public void Aliases_cannot_make_a_small_file_large()
    {
        IEnumerable<string> lines = Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [{string.Join(",", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        _given.WithFile("a0: &a0 [x]\n" + string.Concat(lines));
        Assert.Equal(41, _given.Faults().Length);
    }

    [Fact]
    public void Deep_nesting_and_large_files_are_refused()
    {
        _given.WithFile("a: " + new string('[', 10_000) + new string(']', 10_000));
        Assert.StartsWith("node.yml:1:", Assert.Single(_given.Faults()), StringComparison.Ordinal);

        using Given large = new();
        large.WithFile(new string('#', (256 * 1024) + 1));
        Assert.Equal(["node.yml: the file is too large; a settings file has at most 256 KiB."], large.Faults());
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_a_folder_and_no_file_at_all_are_refused()
    {
        _given.WithFile("");
        File.WriteAllBytes(_given.File, [0x73, 0xff, 0xfe]);
        Assert.Equal(["node.yml: the file is not UTF-8."], _given.Faults());
        Assert.Contains("cannot be read", NodeConfiguration.Read(["--config", Path.GetTempPath()], _given.Environment).Faults.Single().What, StringComparison.Ordinal);
        Assert.Contains("cannot be read", NodeConfiguration.Read(["--config", "/nowhere/node.yml"], _given.Environment).Faults.Single().What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_stands_in_no_fault_and_in_no_list()
    {
        _given.WithFile("persistence:\n  provider: redis\n  redis:\n    connection_string: hush-1\n    connection_string_file: f\n  azure_blob:\n    connection_string: [hush-2]\n    conection_string: hush-3\n");
        _given.Environment["VECTORIZER__PERSISTENCE__REDIS__CONECTION_STRING"] = "hush-4";
        _given.Args.AddRange(["--persistence.redis.connection_string=", "hush-5", "--persistence.redis.conection_string", "hush-6", "--nothing=hush-7"]);
        NodeConfiguration configuration = _given.Read();
        string told = string.Join('\n', [.. _given.Faults(), .. configuration.Effective().Select(setting => $"{setting}")]);
        Assert.DoesNotContain("hush", told, StringComparison.Ordinal);
        Assert.Contains("(secret)", told, StringComparison.Ordinal);
        Assert.Contains("are both set", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_is_one_line_whatever_the_text_was()
    {
        _given.WithFile("server:\n  host: \"a\\nb\\u2028c\"\n  \"k\\ny\": 1\n");
        Assert.Equal(2, _given.Faults().Length);
        Assert.All(_given.Faults(), fault => Assert.DoesNotContain(fault, c => char.IsControl(c) || c == '\u2028'));
    }
}
