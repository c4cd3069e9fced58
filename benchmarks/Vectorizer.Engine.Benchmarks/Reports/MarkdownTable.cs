using System.Globalization;
using System.Text;

namespace Vectorizer.Engine.Benchmarks.Reports;

/// <summary>A table that reads as well on a terminal as on a page: columns of one width, numbers to the right.</summary>
internal sealed class MarkdownTable(IReadOnlyList<string> columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(IReadOnlyList<string> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Count, columns.Count, nameof(cells));
        _rows.Add([.. cells.Select(Escape)]);
    }

    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, columns.Count).Select(Width)];
        bool[] numbers = [.. Enumerable.Range(0, columns.Count).Select(IsOfNumbers)];
        StringBuilder text = new();
        Append(text, [.. columns.Select(Escape)], widths, numbers);
        text.Append('|').AppendJoin('|', widths.Select((width, i) => new string('-', width + 1) + (numbers[i] ? ":" : "-"))).Append('|');
        foreach (string[] row in _rows)
        {
            text.Append('\n');
            Append(text, row, widths, numbers, end: "");
        }

        return text.ToString();
    }

    /// <summary>A median with its range.</summary>
    public static string Text(Spread spread, string format) => spread.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>"1 thread", "2 threads".</summary>
    public static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";

    private static void Append(StringBuilder text, string[] cells, int[] widths, bool[] numbers, string end = "\n")
    {
        text.Append('|');
        for (int i = 0; i < cells.Length; i++)
        {
            text.Append(' ').Append(numbers[i] ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i])).Append(" |");
        }

        text.Append(end);
    }

    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);

    private int Width(int column) => Math.Max(columns[column].Length, _rows.Select(row => row[column].Length).DefaultIfEmpty().Max());

    private bool IsOfNumbers(int column)
        => _rows.Count > 0 && _rows.All(row => row[column].Length == 0 || char.IsAsciiDigit(row[column][0]) || row[column][0] is '.' or '–');
}
