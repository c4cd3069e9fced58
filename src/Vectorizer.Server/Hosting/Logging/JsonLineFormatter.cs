using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Server.Hosting.Logging;

/// <summary>Writes a log entry as a JSON object in one line.</summary>
/// <remarks>
/// Members: <c>time</c> (UTC, ISO 8601), <c>level</c> (the words of <c>logging.level</c>), <c>category</c>, <c>message</c>; the values
/// of the message under <c>values</c>, named in snake_case; <c>exception</c> with its stack; <c>trace_id</c> inside of a request.
/// </remarks>
internal sealed class JsonLineFormatter(TimeProvider time) : ConsoleFormatter(Format)
{
    /// <summary>Name under which the console finds it.</summary>
    public const string Format = "vectorizer-json";

    // The name under which a message keeps the text that its values are put into.
    private const string Template = "{OriginalFormat}";

    // A line is read by programs and people, never by a browser.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line, s_options))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, time.GetUtcNow().UtcDateTime);
            json.WriteString("level"u8, WordOf(logEntry.LogLevel));
            json.WriteString("category"u8, logEntry.Category);
            json.WriteString("message"u8, logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (logEntry.State is IReadOnlyCollection<KeyValuePair<string, object?>> values)
            {
                WriteValues(json, values);
            }

            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception"u8, exception.ToString());
            }

            if (Activity.Current is { } activity)
            {
                json.WriteString("trace_id"u8, activity.TraceId.ToHexString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    /// <summary>The word of <c>logging.level</c> for a level.</summary>
    public static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => LoggingSettings.Trace,
        LogLevel.Debug => LoggingSettings.Debug,
        LogLevel.Information => LoggingSettings.Info,
        LogLevel.Warning => LoggingSettings.Warn,
        _ => LoggingSettings.Error,
    };

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyCollection<KeyValuePair<string, object?>> values)
    {
        if (values.All(value => value.Key == Template))
        {
            return;
        }

        json.WriteStartObject("values"u8);
        foreach ((string name, object? value) in values)
        {
            if (name == Template)
            {
                continue;
            }

            json.WritePropertyName(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case int or long or short or byte or uint or ushort:
                    json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                case double number when double.IsFinite(number):
                    json.WriteNumberValue(number);
                    break;
                default:
                    json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }
}
