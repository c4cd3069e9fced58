using System.Diagnostics;
using System.Text.RegularExpressions;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Documentation;

/// <summary>What the pages tell people to type, typed: each page against a server of its own, in one shell from top to bottom.</summary>
public sealed partial class DocumentedCommandsTests : IDisposable
{
    private const string DocumentedUrl = "http://127.0.0.1:15002";

    // Of the other blocks, some build the product, some name files that the reader has.
    private static readonly string[] s_runnable = ["curl ", "colours.jsonl", "vectorizer payloads set films"];

    // The pages say of these that they are refused.
    private static readonly Dictionary<string, string[]> s_refused = new() { ["docs/collections.md"] = ["409"] };

    // Prints what curl would, and keeps the status of the answer.
    private const string Prelude = """
        set -euo pipefail
        curl() {
            local answer
            answer=$(command curl --silent --show-error --write-out '\n%{http_code}' "$@")
            printf '%s\n' "${answer%$'\n'*}"
            printf '%s\n' "${answer##*$'\n'}" >> statuses
        }
        vectorizer() { "$VECTORIZER" "$@"; }

        """;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Pages
    {
        get
        {
            string[] docs = Directory.GetFiles(Path.Combine(Root, "docs"), "*.md");
            return [.. docs.Append(Path.Combine(Root, "README.md")).Where(page => CommandsOf(page).Length > 0)
                .Select(page => Path.GetRelativePath(Root, page)).Order(StringComparer.Ordinal)];
        }
    }

    private static string Root
    {
        get
        {
            DirectoryInfo folder = new(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Vectorizer.Orleans.sln")))
            {
                folder = folder.Parent!;
            }

            return folder.FullName;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_a_page_does_what_it_says(string page)
    {
        await using RealServer server = new();
        await server.InitializeAsync();
        string script = _folder.Write(
            "page.sh", Prelude + CommandsOf(Path.Combine(Root, page)).Replace(DocumentedUrl, server.Url, StringComparison.Ordinal));
        ProcessStartInfo start = new("bash", [script])
        {
            WorkingDirectory = Path.GetDirectoryName(script)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VECTORIZER"] = Path.Combine(AppContext.BaseDirectory, "vectorizer");
        start.Environment["VECTORIZER_URL"] = server.Url;
        using Process shell = Process.Start(start)!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        string said = $"{await output}\n{await error}";
        Assert.True(shell.ExitCode == 0, said);

        string statuses = Path.Combine(Path.GetDirectoryName(script)!, "statuses");
        string[] refused = File.Exists(statuses) ? [.. File.ReadLines(statuses).Where(status => !status.StartsWith('2'))] : [];
        Assert.True(refused.SequenceEqual(s_refused.GetValueOrDefault(page, [])), $"Refused: {string.Join(", ", refused)}\n{said}");
    }

    private static string CommandsOf(string page) => string.Join(
        '\n',
        Blocks().Matches(File.ReadAllText(page)).Select(block => block.Groups[1].Value)
            .Where(block => s_runnable.Any(word => block.Contains(word, StringComparison.Ordinal))));

    [GeneratedRegex("^```bash\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
