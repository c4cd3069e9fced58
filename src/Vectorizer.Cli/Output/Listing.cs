using Spectre.Console;

namespace Vectorizer.Cli.Output;

/// <summary>Rows of results: a table on a terminal, and without one a line of values with tabs between them.</summary>
/// <remarks>A number is grouped by thousands for people only; a script gets its digits.</remarks>
/// <param name="terminal">Where to.</param>
/// <param name="columns">Names of the columns. A column of numbers ends its name with a space, to be aligned right.</param>
internal sealed class Listing(Terminal terminal, params string[] columns)
{
    private readonly List<object[]> _rows = [];

    /// <summary>Adds a row of texts and whole numbers.</summary>
    public void Add(params object[] values) => _rows.Add(values);

    public void Write()
    {
        if (terminal.Page is null)
        {
            foreach (object[] row in _rows)
            {
                terminal.Out.WriteLine(string.Join('\t', row));
            }

            return;
        }

        Table table = new() { Border = TableBorder.Simple };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Trim(), new Style(decoration: Decoration.Bold)))
            {
                Alignment = column.EndsWith(' ') ? Justify.Right : Justify.Left,
            });
        }

        foreach (object[] row in _rows)
        {
            table.AddRow(row.Select(value => new Text(value is long number ? Amounts.Count(number) : $"{value}")));
        }

        terminal.Page.Write(table);
    }
}
