using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Vectorizer.Cli.Files;

/// <summary>Reads one point from one JSON object.</summary>
internal sealed class JsonLineParser(JsonLineFields fields)
{
    private readonly ArrayBufferWriter<byte> _others = new();
    private bool _hasId;
    private bool _hasVector;
    private bool _hasPayload;

    /// <summary>How many numbers the line's vector has; null when the line holds none that can be read.</summary>
    public int? VectorLength(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader reader = new(line);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1
                    && reader.TokenType == JsonTokenType.PropertyName
                    && reader.ValueTextEquals(fields.Vector))
                {
                    reader.Read();
                    return CountNumbers(ref reader);
                }
            }

            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not this method's to report: the line is bad, and the caller goes on to one that is not.
            return null;
        }
    }

    /// <summary>Fills the point, or says what is wrong with the line.</summary>
    public ReadOutcome Parse(ReadOnlySpan<byte> line, SourcePoint point)
    {
        _hasId = _hasVector = _hasPayload = false;
        _others.ResetWrittenCount();
        if (!Utf8.IsValid(line))
        {
            return point.Bad("not UTF-8");
        }

        try
        {
            Utf8JsonReader reader = new(line);
            string? problem = ParseObject(ref reader, line, point);
            if (problem is not null)
            {
                return point.Bad(problem);
            }

            // Only a call behind the end makes the reader complain about what follows the object.
            reader.Read();
        }
        catch (JsonException error)
        {
            return point.Bad("not JSON: " + WithoutPosition(error));
        }
        catch (InvalidOperationException)
        {
            // What Utf8JsonReader throws for an escaped half of a surrogate pair.
            return point.Bad("a string is not valid Unicode");
        }

        return Missing() is string missing ? point.Bad(missing) : point.Checked();
    }

    private static int? CountNumbers(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        int count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            count++;
        }

        // Nothing but numbers, and at least one: else the line is bad and tells nothing about the dimension.
        return reader.TokenType == JsonTokenType.EndArray && count > 0 ? count : null;
    }

    private static string WithoutPosition(JsonException error)
    {
        int position = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = position < 0 ? error.Message : error.Message[..position];
        return error.BytePositionInLine is long at ? $"{message} (byte {at})" : message;
    }

    private string? ParseObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, SourcePoint point)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "not a JSON object";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ParseMember(ref reader, line, point) is string problem)
            {
                return problem;
            }
        }

        if (_others.WrittenCount > 0)
        {
            point.Payload.Write(_others.WrittenSpan);
            point.Payload.Write("}"u8);
        }

        return null;
    }

    private string? ParseMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, SourcePoint point)
    {
        if (reader.ValueTextEquals(fields.Id))
        {
            return ReadTwice(ref _hasId, fields.Id) ?? ReadId(ref reader, point.Id);
        }

        if (reader.ValueTextEquals(fields.Vector))
        {
            return ReadTwice(ref _hasVector, fields.Vector) ?? ReadVector(ref reader, point.Vector);
        }

        if (fields.Others == OtherFields.Payload)
        {
            CopyMember(ref reader, line);
            return null;
        }

        if (reader.ValueTextEquals(fields.Payload))
        {
            return ReadTwice(ref _hasPayload, fields.Payload) ?? ReadPayload(ref reader, line, point.Payload);
        }

        if (fields.Others == OtherFields.Refuse)
        {
            return $"'{reader.GetString()}' is not expected; known are '{fields.Id}', '{fields.Vector}' and "
                + $"'{fields.Payload}' (see --other-fields)";
        }

        reader.Read();
        reader.Skip();
        return null;
    }

    private static string? ReadTwice(ref bool seen, string name)
    {
        bool again = seen;
        seen = true;
        return again ? $"'{name}' appears twice" : null;
    }

    private string? ReadId(ref Utf8JsonReader reader, ArrayBufferWriter<byte> id)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            int longest = reader.ValueSpan.Length;
            id.Advance(reader.CopyString(id.GetSpan(Math.Max(1, longest))));
            return null;
        }

        // Ids are strings. Data sets number their rows all the same, and the digits are as good an id as any.
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _))
        {
            id.Write(reader.ValueSpan);
            return null;
        }

        return $"'{fields.Id}' is neither a string nor an integer";
    }

    private string? ReadVector(ref Utf8JsonReader reader, float[] vector)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return $"'{fields.Vector}' is not an array of numbers";
        }

        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number)
            {
                return $"'{fields.Vector}' has something other than a number at {count}";
            }

            if (count < vector.Length)
            {
                vector[count] = reader.GetSingle();
            }

            count++;
        }

        return count == vector.Length
            ? null
            : $"'{fields.Vector}' has {count} numbers; {vector.Length} are expected, as in the first line";
    }

    private string? ReadPayload(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, ArrayBufferWriter<byte> payload)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return $"'{fields.Payload}' is not a JSON object";
        }

        payload.Write(RawValue(ref reader, line));
        return null;
    }

    private void CopyMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        _others.Write(_others.WrittenCount == 0 ? "{"u8 : ","u8);

        // The name with its quotes, as it was written: what is escaped in the input stays escaped.
        _others.Write(line.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2));
        _others.Write(":"u8);
        reader.Read();
        _others.Write(RawValue(ref reader, line));
    }

    private static ReadOnlySpan<byte> RawValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return line[start..(int)reader.BytesConsumed];
    }

    private string? Missing()
    {
        if (!_hasId)
        {
            return $"'{fields.Id}' is missing";
        }

        return _hasVector ? null : $"'{fields.Vector}' is missing";
    }
}
