using System.Buffers;
using System.Text.Json;

namespace Vectorizer.Engine.Filters;

/// <summary>One value of a payload, where it lies in it.</summary>
/// <param name="kind">The kind of its first token.</param>
/// <param name="json">Its JSON, quotes and brackets included.</param>
/// <param name="isEscaped">Whether it is a string with escapes.</param>
internal readonly ref struct PayloadValue(JsonTokenType kind, ReadOnlySpan<byte> json, bool isEscaped)
{
    private const int StackBytes = 256;

    /// <summary>The kind of its first token.</summary>
    public JsonTokenType Kind => kind;

    /// <summary>Its JSON, quotes and brackets included.</summary>
    public ReadOnlySpan<byte> Json { get; } = json;

    /// <summary>Whether it is null.</summary>
    public bool IsNull => kind == JsonTokenType.Null;

    /// <summary>The number it is; false for anything else.</summary>
    public bool TryGetNumber(out ExactNumber number)
    {
        number = default;
        return kind == JsonTokenType.Number && ExactNumber.TryParse(Json, out number);
    }

    /// <summary>The point in time that it is, as <see cref="DatetimeText"/> reads it; false for anything else.</summary>
    public bool TryGetDatetime(out long ticks)
    {
        // No escape is part of a date, but each character of one may be written as an escape.
        ticks = 0;
        return kind == JsonTokenType.String && WithText(ref ticks, static (text, ref ticks) => DatetimeText.TryParse(text, out ticks));
    }

    /// <summary>The place that it is: an object with a 'lon' and a 'lat' within bounds; false for anything else.</summary>
    public bool TryGetPlace(out Place place)
    {
        place = default;
        return kind == JsonTokenType.StartObject && Place.TryRead(Json, out place);
    }

    /// <summary>Looks at the text of a string, its escapes resolved. The value must be a string.</summary>
    /// <param name="state">What <paramref name="look"/> is given besides the text.</param>
    /// <param name="look">Looks at it; the text is borrowed for the call.</param>
    /// <returns>What that returns; false for a string whose escapes make no text.</returns>
    public bool WithText<TState>(ref TState state, TextLook<TState> look)
        where TState : allows ref struct
    {
        if (!isEscaped)
        {
            return look(Json[1..^1], ref state);
        }

        byte[]? rented = Json.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(Json.Length) : null;
        Span<byte> buffer = rented ?? stackalloc byte[StackBytes];
        try
        {
            Utf8JsonReader reader = new(Json);
            reader.Read();
            return look(buffer[..reader.CopyString(buffer)], ref state);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return false;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
