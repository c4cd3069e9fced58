using Spectre.Console;
using Spectre.Console.Rendering;
using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Import;

/// <summary>Points, rate and time left behind the bar, or what the import waits for.</summary>
internal sealed class ImportReadingColumn(Func<ImportReading> read) : ProgressColumn
{
    // Narrower terminals would pay for the count with the bar.
    private const int WidthWithCount = 110;

    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        ImportReading reading = read();
        if (reading.Trouble is string trouble)
        {
            return new Text(trouble, new Style(Color.Yellow));
        }

        string count = options.ConsoleSize.Width < WidthWithCount ? "" : $"{Amounts.Count(reading.Points)} points  ";
        string rate = $"{Amounts.Count((long)reading.PointsPerSecond)} points/s  {Amounts.Bytes(reading.BytesPerSecond)}/s";
        return new Text($"{count}{rate}  {reading.TimeLeft}", new Style(Color.Grey));
    }
}
