using System.Buffers.Binary;

namespace Vectorizer.Cli.Files;

/// <summary>Reads <c>.fvecs</c>: for each vector its dimension as int32, then that many float32, all little-endian.</summary>
internal sealed class FvecsReader : IPointReader
{
    private const int BufferBytes = 1024 * 1024;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly PointIds _ids;
    private readonly byte[] _record;

    public FvecsReader(string path, string? idsPath)
    {
        _path = path;
        _stream = InputFile.Open(path, BufferBytes);
        try
        {
            Dimension = ReadFirstDimension();
            _record = new byte[sizeof(int) + (Dimension * sizeof(float))];
            if (_stream.Length % _record.Length != 0)
            {
                throw Damage(
                    $"{_stream.Length:N0} bytes are no whole number of vectors of dimension {Dimension} "
                    + $"({_record.Length:N0} bytes each): the file is cut off, or its vectors differ in dimension.");
            }

            Rows = _stream.Length / _record.Length;
            _ids = PointIds.Open(path, idsPath, Rows.Value);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public long Length => _stream.Length;

    public int Dimension { get; }

    public long? Rows { get; }

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
        _stream.ReadExactly(_record);
        int dimension = BinaryPrimitives.ReadInt32LittleEndian(_record);
        if (dimension != Dimension)
        {
            throw Damage(
                $"vector {Position.Rows:N0}, at byte {Position.Offset:N0}, has dimension {dimension}; "
                + $"those before it have {Dimension}.");
        }

        for (int i = 0; i < point.Vector.Length; i++)
        {
            point.Vector[i] =
                BinaryPrimitives.ReadSingleLittleEndian(_record.AsSpan(sizeof(int) + (i * sizeof(float))));
        }

        _ids.Next(point.Id);
        Position = new FilePosition(Position.Rows + 1, Position.Offset + _record.Length);
        return point.Checked();
    }

    public string Where(long row) => $"{_path}: vector {row:N0}";

    public void Dispose()
    {
        _stream.Dispose();
        _ids.Dispose();
    }

    private int ReadFirstDimension()
    {
        byte[] bytes = new byte[sizeof(int)];
        int read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length)
        {
            throw Damage($"{read} bytes are no vector.");
        }

        int dimension = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (dimension is < 1 or > PointLimits.MaxDimension)
        {
            throw Damage(
                $"the first vector has dimension {dimension}; 1 to {PointLimits.MaxDimension:N0} are allowed. "
                + "Is this a .fvecs file, in little-endian?");
        }

        _stream.Position = 0;
        return dimension;
    }

    private CommandException Damage(string what) => new(ExitCode.BadInput, $"{_path}: {what}");
}
