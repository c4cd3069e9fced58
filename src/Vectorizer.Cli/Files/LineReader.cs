namespace Vectorizer.Cli.Files;

/// <summary>Lines of a file as bytes, with the offset behind each, which a StreamReader does not know.</summary>
/// <remarks>A line that was read stays valid until the next is read. The memory is that of the longest line.</remarks>
internal sealed class LineReader : IDisposable
{
    /// <summary>The longest line. A point with the largest dimension and payload takes about a tenth of it.</summary>
    public const int MaxLineBytes = 32 * 1024 * 1024;

    private const int FirstBufferBytes = 256 * 1024;

    private readonly string _path;
    private readonly FileStream _stream;
    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start;
    private int _end;

    public LineReader(string path)
    {
        _path = path;

        // The buffer here is the only one: a second one in the stream would copy every byte once more.
        _stream = InputFile.Open(path, bufferBytes: 0);
    }

    /// <summary>Length of the file, in bytes.</summary>
    public long Length => _stream.Length;

    /// <summary>Behind the line that was read last.</summary>
    public FilePosition Position { get; private set; }

    public void Seek(FilePosition position)
    {
        _stream.Position = position.Offset;
        _start = _end = 0;
        Position = position;
    }

    /// <summary>Reads a line, without its line feed and a carriage return before that.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(searched + length, delimiterBytes: 1);
                return true;
            }

            searched = _end - _start;
            if (!Fill())
            {
                // The last line may end without a line feed; nothing at all behind the last line feed is no line.
                line = Take(searched, delimiterBytes: 0);
                return searched > 0;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private ReadOnlySpan<byte> Take(int length, int delimiterBytes)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        if (length + delimiterBytes > 0)
        {
            Position = new FilePosition(Position.Rows + 1, Position.Offset + length + delimiterBytes);
        }

        _start += length + delimiterBytes;
        return line.EndsWith((byte)'\r') ? line[..^1] : line;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxLineBytes)
            {
                throw new CommandException(
                    ExitCode.BadInput,
                    $"{_path}:{Position.Rows + 1}: the line is longer than {MaxLineBytes:N0} bytes.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
