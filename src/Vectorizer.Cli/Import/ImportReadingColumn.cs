using Spectre.Console;
using Spectre.Console.Rendering;
using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Import;

/// <summary>Points, rate and time left behind the bar, or what the import waits for.</summary>
internal sealed class ImportReadingColumn(Func<ImportReading> read) : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        ImportReading reading = read();
        string rate = $"{Amounts.Count((long)reading.PointsPerSecond)} points/s  {Amounts.Bytes(reading.BytesPerSecond)}/s";
        return reading.Trouble is string trouble
            ? new Text(trouble, new Style(Color.Yellow))
            : new Text($"{Amounts.Count(reading.Points)}  {rate}  {reading.TimeLeft}", new Style(Color.Grey));
    }
}
