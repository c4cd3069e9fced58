using System.Text.Json;
using System.Text.Json.Serialization;
using Vectorizer.Client.Search;

namespace Vectorizer.Client.Serialization;

/// <summary>Writes an example as id, or as object with a vector in base64. Answers hold none, so none is read.</summary>
internal sealed class ExampleJsonConverter : JsonConverter<Example>
{
    private static readonly VectorJsonConverter s_vector = new();

    public override Example Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => throw new NotSupportedException("No answer holds an example.");

    public override void Write(Utf8JsonWriter writer, Example value, JsonSerializerOptions options)
    {
        if (value.Id is { } id)
        {
            writer.WriteStringValue(id);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName("vector");
        s_vector.Write(writer, value.Vector, options);
        writer.WriteEndObject();
    }
}
