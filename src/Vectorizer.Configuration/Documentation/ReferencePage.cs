using System.Globalization;
using System.Text;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Documentation;

/// <summary>Writes the page about all settings.</summary>
public static class ReferencePage
{
    private const string Introduction = """
        # Settings

        <!-- Written from the declarations in src/Vectorizer.Configuration/Sections; a test compares. -->

        The server starts without any. What is set is taken from, later ones winning:

        1. a YAML file, `--config PATH` or the environment variable `VECTORIZER_CONFIG`,
        2. environment variables, `VECTORIZER__SERVER__PORT=15003`; the bare `server__port` counts too, below that,
        3. the command line, `--server.port=15003` or `--server:port=15003`.

        [config/config.yml](../config/config.yml) shows every key with its default, commented out;
        [config/config.production.yml](../config/config.production.yml) is a file for production;
        [config/vectorizer.schema.json](../config/vectorizer.schema.json) lets editors complete and check.

        ```bash
        dotnet run -c Release --project src/Vectorizer.Server -- --config config/config.yml
        ```

        ```bash
        VECTORIZER_CONFIG=config/config.yml VECTORIZER__SERVER__PORT=15003 dotnet run -c Release --project src/Vectorizer.Server
        ```

        Two commands of the [command line](cli.md) look at a file with the environment as it is, and start nothing:

        ```bash
        vectorizer config validate config/config.yml
        vectorizer config show config/config.yml
        ```

        ## What is refused

        Every fault is told at once, a line each, with the place it was set at; the exit code of the server is then 1.

        * A key that nobody reads: in the file, on the command line, and among variables that begin with `VECTORIZER__`. The
          nearest known name is told. Other variables are left alone.
        * A key of a later version (`replication`, `clustering`, `auth`, `rate_limit`, `tls`, `backup`):
          who sets it relies on it.
        * A value that is not of the type or outside of the range.
        * In a file: a key twice, a list or a map where a value belongs, aliases and tags, a second document, anything that is
          not YAML or not UTF-8, more than 256 KiB. File, line and column are told.

        Secrets are in no message and in no list.

        ## When a change counts

        From the next start on. A key that says *yes* under *live* counts as soon as the server reads its settings again, which it does
        on the signal SIGHUP (`systemctl reload vectorizer`, `kill -HUP`; not on Windows). With a fault in the settings nothing
        changes, and the log tells the fault; it also tells which other keys have changed and wait for the next start.

        ## Keys


        """;

    /// <summary>The text of <c>docs/configuration.md</c>.</summary>
    public static string Write()
    {
        Summaries summaries = Summaries.Load();
        StringBuilder page = new(Introduction);
        foreach ((string section, Type type) in SettingCatalog.Node.Sections)
        {
            SettingDeclaration[] settings = [.. SettingCatalog.Node.Settings.Where(setting => setting.Section == section)];
            if (settings.Length == 0)
            {
                continue;
            }

            page.Append(CultureInfo.InvariantCulture, $"### {section}\n\n{summaries.Of(type)}\n\n");
            page.Append("| key | default | type | range | live | |\n|---|---|---|---|---|---|\n");
            foreach (SettingDeclaration setting in settings)
            {
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{setting.Key}` | {Default(setting)} | {setting.Rule.Type} | {Range(setting.Rule)} | {(setting.Rule.IsLive ? "yes" : "no")} | {summaries.Of(setting.Property)} |\n");
            }

            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static string Default(SettingDeclaration setting)
        => setting.DefaultText is string text ? $"`{text}`" : setting.Rule.Unset ?? "–";

    private static string Range(SettingAttribute rule) => rule switch
    {
        NumberSettingAttribute number => string.Create(CultureInfo.InvariantCulture, $"{number.Min:N0}..{number.Max:N0} {number.Unit}").TrimEnd(),
        ChoiceSettingAttribute choice => string.Join(", ", choice.Choices.Select(word => $"`{word}`")),
        _ => rule.Allowed,
    };
}
