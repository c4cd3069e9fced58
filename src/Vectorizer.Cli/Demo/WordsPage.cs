using System.Globalization;
using Spectre.Console;
using Vectorizer.Cli.Output;
using Vectorizer.Client.Search;

namespace Vectorizer.Cli.Demo;

/// <summary>Prints answers about words.</summary>
internal static class WordsPage
{
    private const int BarWidth = 12;

    // Two fit side by side on a terminal of 80 columns, and a sum of three words fits into the frame.
    private const int CardWidth = 38;

    public static void Write(Terminal terminal, IReadOnlyList<WordAnswer> answers)
    {
        if (terminal.Page is IAnsiConsole page)
        {
            page.WriteLine();
            page.Write(new Columns(answers.Select(Card)) { Expand = false });
            return;
        }

        foreach (WordAnswer answer in answers)
        {
            string words = string.Join(", ", answer.Words.Select(word => $"{Printable.Of(word.Id)} {Score(word)}"));
            terminal.Out.WriteLine(
                $"{answer.Question} {(answer.Question.IsSum ? '=' : '~')} {words} ({Amounts.Milliseconds(answer.TookMs)})");
        }
    }

    /// <summary>Says what the graph costs and gains against comparing with every word.</summary>
    public static void WriteComparison(
        Terminal terminal, IReadOnlyList<WordAnswer> answers, IReadOnlyList<WordAnswer> exactAnswers)
    {
        if (answers.Count == 0)
        {
            return;
        }

        int found = answers.Zip(exactAnswers, (answer, exact) =>
            answer.Words.Select(word => word.Id).Intersect(exact.Words.Select(word => word.Id)).Count()).Sum();
        int all = exactAnswers.Sum(answer => answer.Words.Count);
        terminal.Out.WriteLine(
            $"The graph answered in {Amounts.Milliseconds(answers.Average(answer => answer.TookMs))} on average; comparing "
            + $"with every word took {Amounts.Milliseconds(exactAnswers.Average(answer => answer.TookMs))}. "
            + $"{found} of {all} words are the same.");
    }

    private static Panel Card(WordAnswer answer)
    {
        Grid grid = new Grid().AddColumn().AddColumn().AddColumn(new GridColumn().RightAligned());
        bool isSum = answer.Question.IsSum;
        foreach ((int rank, ScoredPoint word) in answer.Words.Index())
        {
            // The nearest word is the solution of a sum; among neighbours none is special.
            Style style = rank == 0 && isSum ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain;
            grid.AddRow(
                new Text(Printable.Of(word.Id), style),
                new Text(Bar(word.Score), new Style(Color.Blue)),
                new Text(Score(word)));
        }

        grid.AddRow(new Text(Amounts.Milliseconds(answer.TookMs), new Style(Color.Grey)));
        string solution = isSum && answer.Words.Count > 0 ? $" = {Printable.Of(answer.Words[0].Id)}" : "";
        return new Panel(grid)
        {
            Header = new PanelHeader(Markup.Escape(answer.Question + solution)),
            Border = BoxBorder.Rounded,
            Width = CardWidth,
        };
    }

    private static string Bar(float score) => new('█', (int)Math.Round(Math.Clamp(score, 0, 1) * BarWidth));

    private static string Score(ScoredPoint word) => word.Score.ToString("0.00", CultureInfo.InvariantCulture);
}
