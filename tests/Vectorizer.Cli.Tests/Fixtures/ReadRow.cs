using System.Text;
using Vectorizer.Cli.Files;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>What a reader made of one row.</summary>
internal sealed record ReadRow(long Row, string? Id, float[] Vector, string? Payload, string? Problem)
{
    /// <summary>Reads a file to its end.</summary>
    public static List<ReadRow> All(IPointReader reader)
    {
        List<ReadRow> rows = [];
        SourcePoint point = new(reader.Dimension);
        while (true)
        {
            switch (reader.Read(point))
            {
                case ReadOutcome.End:
                    return rows;
                case ReadOutcome.Bad:
                    rows.Add(new ReadRow(point.Row, null, [], null, point.Problem));
                    break;
                default:
                    rows.Add(new ReadRow(
                        point.Row,
                        Encoding.UTF8.GetString(point.Id.WrittenSpan),
                        [.. point.Vector],
                        Encoding.UTF8.GetString(point.Payload.WrittenSpan),
                        null));
                    break;
            }
        }
    }
}
