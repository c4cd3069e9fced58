using System.CommandLine;

namespace Vectorizer.Engine.Benchmarks.Reports;

/// <summary>Options that several commands have.</summary>
internal static class ReportOptions
{
    /// <summary>The option that names the page.</summary>
    public const string MarkdownName = "--markdown";

    /// <summary>How often each figure is measured.</summary>
    public static Option<int> Rounds() => Number("--rounds", "How often each figure is measured, in turns.", 5, least: 1);

    /// <summary>The page to write to.</summary>
    public static Option<FileInfo?> Markdown()
        => new(MarkdownName) { Description = "Writes the figures into their section of this page, too." };

    /// <summary>A number with a lower bound.</summary>
    public static Option<int> Number(string name, string description, int usual, int least)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
            {
                result.AddError($"{name} must be at least {least}.");
            }
        });
        return option;
    }
}
