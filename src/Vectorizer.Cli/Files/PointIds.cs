using System.Buffers;
using System.Buffers.Text;

namespace Vectorizer.Cli.Files;

/// <summary>Ids for vectors that carry none: the lines of a file, or the numbers of the rows.</summary>
internal sealed class PointIds : IDisposable
{
    private readonly string _vectors;
    private readonly string? _path;
    private readonly LineReader? _lines;
    private long _row;

    private PointIds(string vectors, string? path)
    {
        _vectors = vectors;
        _path = path;
        _lines = path is null ? null : new LineReader(path);
    }

    /// <summary>Opens the file of ids, when there is one, and checks that it has a line for each row.</summary>
    /// <exception cref="CommandException">It has fewer lines, or more.</exception>
    public static PointIds Open(string vectors, string? path, long rows)
    {
        PointIds ids = new(vectors, path);
        if (path is not null)
        {
            long lines = ids.CountLines();
            if (lines != rows)
            {
                ids.Dispose();
                throw new CommandException(
                    ExitCode.BadInput, $"{path} has {lines:N0} lines, but {vectors} has {rows:N0} vectors.");
            }
        }

        return ids;
    }

    /// <summary>Goes to the id of that row. Lines have no fixed length, so those before it are read.</summary>
    public void Seek(long row)
    {
        _row = row;
        if (_lines is not null)
        {
            _lines.Seek(default);
            while (_lines.Position.Rows < row && _lines.TryRead(out _))
            {
            }
        }
    }

    /// <summary>Appends the id of the next row.</summary>
    public void Next(ArrayBufferWriter<byte> id)
    {
        long row = _row++;
        if (_lines is null)
        {
            Utf8Formatter.TryFormat(row, id.GetSpan(20), out int written);
            id.Advance(written);
        }
        else if (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            id.Write(line);
        }
        else
        {
            throw new CommandException(
                ExitCode.BadInput, $"{_path} has become shorter while {_vectors} was read: no line {row + 1:N0}.");
        }
    }

    public void Dispose() => _lines?.Dispose();

    private long CountLines()
    {
        while (_lines!.TryRead(out _))
        {
        }

        long lines = _lines.Position.Rows;
        _lines.Seek(default);
        return lines;
    }
}
