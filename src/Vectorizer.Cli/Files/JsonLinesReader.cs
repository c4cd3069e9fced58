namespace Vectorizer.Cli.Files;

/// <summary>Reads <c>.jsonl</c>: a JSON object on each line, with an id, a vector and perhaps a payload.</summary>
/// <remarks>Empty lines are passed over. The first line with a vector gives the dimension.</remarks>
internal sealed class JsonLinesReader : IPointReader
{
    private readonly string _path;
    private readonly LineReader _lines;
    private readonly JsonLineParser _parser;

    public JsonLinesReader(string path, JsonLineFields fields)
    {
        _path = path;
        _parser = new JsonLineParser(fields);
        _lines = new LineReader(path);
        try
        {
            Dimension = FindDimension(fields);
            _lines.Seek(default);
        }
        catch
        {
            _lines.Dispose();
            throw;
        }
    }

    public long Length => _lines.Length;

    public int Dimension { get; }

    public long? Rows => null;

    public FilePosition Position => _lines.Position;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public void Seek(FilePosition position) => _lines.Seek(position);

    public ReadOutcome Read(SourcePoint point)
    {
        while (TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (!line.Trim(" \t"u8).IsEmpty)
            {
                point.Clear(Position.Rows);
                return _parser.Parse(line, point);
            }
        }

        return ReadOutcome.End;
    }

    public string Where(long row) => $"{_path}:{row}";

    public void Dispose() => _lines.Dispose();

    private int FindDimension(JsonLineFields fields)
    {
        while (TryReadLine(out ReadOnlySpan<byte> line))
        {
            switch (_parser.VectorLength(line))
            {
                case > PointLimits.MaxDimension:
                    throw new CommandException(
                        ExitCode.BadInput,
                        $"{Where(Position.Rows)}: the vector has more than {PointLimits.MaxDimension:N0} numbers.");
                case int dimension:
                    return dimension;
                default:
                    break;
            }
        }

        throw new CommandException(
            ExitCode.BadInput,
            $"{_path}: no line holds a vector, an array of numbers in '{fields.Vector}' (see --vector-field).");
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        bool first = Position.Rows == 0;
        if (!_lines.TryRead(out line))
        {
            return false;
        }

        if (first && line.StartsWith(ByteOrderMark))
        {
            line = line[ByteOrderMark.Length..];
        }

        return true;
    }
}
