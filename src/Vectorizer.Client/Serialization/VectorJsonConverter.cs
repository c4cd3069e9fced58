using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vectorizer.Client.Serialization;

/// <summary>Writes a vector as base64 of little-endian float32; reads that and arrays of numbers.</summary>
/// <remarks>Base64 is exact and takes half the bytes that decimal digits take.</remarks>
internal sealed class VectorJsonConverter : JsonConverter<ReadOnlyMemory<float>>
{
    public override ReadOnlyMemory<float> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return LittleEndianFloats.Parse(reader.GetBytesFromBase64())
                ?? throw new JsonException("A vector in base64 has a number of bytes that is no multiple of 4.");
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A vector is an array of numbers or a base64 string.");
        }

        List<float> values = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(reader.GetSingle());
        }

        return values.ToArray();
    }

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<float> value, JsonSerializerOptions options)
    {
        ArrayBufferWriter<byte> bytes = new(Math.Max(1, value.Length * sizeof(float)));
        LittleEndianFloats.Append(bytes, value.Span);
        writer.WriteBase64StringValue(bytes.WrittenSpan);
    }
}
