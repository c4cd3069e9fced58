using System.Buffers.Binary;

namespace Vectorizer.Cli.Files;

/// <summary>Reads <c>.npy</c>: a two-dimensional array of float32 or float64, a row for each vector.</summary>
internal sealed class NpyReader : IPointReader
{
    private const int BufferBytes = 1024 * 1024;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly PointIds _ids;
    private readonly NpyHeader _header;
    private readonly byte[] _row;

    public NpyReader(string path, string? idsPath)
    {
        _path = path;
        _stream = InputFile.Open(path, BufferBytes);
        try
        {
            _header = NpyHeader.Read(_stream, path);
            _row = new byte[_header.Dimension * _header.ItemBytes];
            long expected = checked(_header.Rows * _row.Length);
            long found = _stream.Length - _header.DataOffset;
            if (found != expected)
            {
                throw new CommandException(
                    ExitCode.BadInput,
                    $"{path}: the header announces {_header.Rows:N0} rows of {_header.Dimension} numbers, "
                    + $"{expected:N0} bytes; {found:N0} bytes follow it.");
            }

            _ids = PointIds.Open(path, idsPath, _header.Rows);
            Position = new FilePosition(0, _header.DataOffset);
        }
        catch (OverflowException)
        {
            _stream.Dispose();
            throw new CommandException(ExitCode.BadInput, $"{path}: the header announces {_header!.Rows:N0} rows.");
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public long Length => _stream.Length;

    public int Dimension => _header.Dimension;

    public long? Rows => _header.Rows;

    public FilePosition Position { get; private set; }

    public void Seek(FilePosition position)
    {
        _stream.Position = position.Offset;
        _ids.Seek(position.Rows);
        Position = position;
    }

    public ReadOutcome Read(SourcePoint point)
    {
        if (Position.Rows == Rows)
        {
            return ReadOutcome.End;
        }

        point.Clear(Position.Rows);
        _stream.ReadExactly(_row);
        for (int i = 0; i < point.Vector.Length; i++)
        {
            ReadOnlySpan<byte> item = _row.AsSpan(i * _header.ItemBytes);

            // A float64 beyond the range of float32 becomes an infinity here, and the check below refuses it.
            point.Vector[i] = _header.ItemBytes == sizeof(float)
                ? BinaryPrimitives.ReadSingleLittleEndian(item)
                : (float)BinaryPrimitives.ReadDoubleLittleEndian(item);
        }

        _ids.Next(point.Id);
        Position = new FilePosition(Position.Rows + 1, Position.Offset + _row.Length);
        return point.Checked();
    }

    public string Where(long row) => $"{_path}: row {row:N0}";

    public void Dispose()
    {
        _stream.Dispose();
        _ids.Dispose();
    }
}
