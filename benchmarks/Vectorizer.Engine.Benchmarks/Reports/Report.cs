using System.CommandLine;
using System.Globalization;

namespace Vectorizer.Engine.Benchmarks.Reports;

/// <summary>Prints sections, and writes them into a page if there is one.</summary>
internal sealed class Report(FileInfo? page)
{
    private const string Program = "dotnet run -c Release --project benchmarks/Vectorizer.Engine.Benchmarks --";

    /// <summary>The command and its options, without the page: where that lies is no part of what is measured.</summary>
    public static string Arguments(ParseResult parsed)
    {
        string[] words = [.. parsed.Tokens.Select(token => token.Value.Length == 0 ? "\"\"" : token.Value)];
        int markdown = Array.IndexOf(words, ReportOptions.MarkdownName);
        return string.Join(' ', words.Where((_, i) => markdown < 0 || (i != markdown && i != markdown + 1)));
    }

    /// <summary>Makes a section under a line that says how, where and when.</summary>
    /// <param name="name">The section's name in the page.</param>
    /// <param name="arguments">What makes the same section again.</param>
    /// <param name="makeAsync">Measures and returns the section, its heading first.</param>
    public async Task WriteAsync(string name, string arguments, Func<Task<string>> makeAsync)
    {
        // Before the measuring, which is a load itself.
        string? warning = Machine.LoadWarning;
        Machine.Print();
        string section = await makeAsync();
        int heading = section.IndexOf('\n', StringComparison.Ordinal);
        string date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string conditions = $"""
            `{Program} {arguments}`

            {Machine.Description}; {date}.{(warning is null ? "" : $" **{warning}.**")}
            """;
        string content = $"{section[..heading]}\n\n{conditions}\n{section[(heading + 1)..]}";
        Console.WriteLine();
        Console.WriteLine(content);
        if (page is not null)
        {
            string before = File.Exists(page.FullName) ? await File.ReadAllTextAsync(page.FullName) : "# Benchmarks\n";
            await File.WriteAllTextAsync(page.FullName, MarkdownPage.WithSection(before, name, content));
        }
    }
}
