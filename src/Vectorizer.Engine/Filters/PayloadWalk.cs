using System.Text.Json;

namespace Vectorizer.Engine.Filters;

/// <summary>Follows a path through a payload and shows what it leads to, in the order of the payload.</summary>
/// <remarks>
/// An array that a name meets stands for its elements. A name that an object has twice leads to both values. The payload is read once,
/// from its begin up to the value at which the visitor has seen enough; nothing is allocated.
/// </remarks>
internal static class PayloadWalk
{
    /// <summary>Shows what the path leads to.</summary>
    /// <param name="payload">
    /// A JSON object in UTF-8, or empty. Of one that is not well-formed, or deeper than 64 levels, what stands before the fault is shown.
    /// </param>
    /// <param name="path">The path.</param>
    /// <param name="visitor">Who is shown it.</param>
    public static void Visit<TVisitor>(ReadOnlySpan<byte> payload, PayloadPath path, ref TVisitor visitor)
        where TVisitor : struct, IPayloadVisitor, allows ref struct
    {
        if (payload.IsEmpty)
        {
            return;
        }

        Utf8JsonReader json = new(payload);
        try
        {
            if (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                Follow(ref json, payload, path.Steps, ref visitor);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Broken JSON, or a name with half a surrogate pair. The web API lets no such payload in. What one from elsewhere holds behind its fault is not there.
        }
    }

    /// <summary>
    /// Shows where the steps lead from the value on whose first token the reader stands. It then stands on the last one, unless the
    /// visitor has seen enough, which is told by true.
    /// </summary>
    private static bool Follow<TVisitor>(
        ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps, ref TVisitor visitor)
        where TVisitor : struct, IPayloadVisitor, allows ref struct
    {
        bool isArray = json.TokenType == JsonTokenType.StartArray;
        if (steps.IsEmpty)
        {
            return isArray && TVisitor.EntersArrays
                ? FollowElements(ref json, payload, steps, ref visitor)
                : Show(ref json, payload, ref visitor);
        }

        PayloadStep step = steps[0];
        switch (step.Kind)
        {
            case PayloadStepKind.Member when isArray:
                return FollowElements(ref json, payload, steps, ref visitor);
            case PayloadStepKind.Member when json.TokenType == JsonTokenType.StartObject:
                return FollowMember(ref json, payload, steps, ref visitor);
            case PayloadStepKind.Elements when isArray:
                return FollowElements(ref json, payload, steps[1..], ref visitor);
            case PayloadStepKind.Element when isArray:
                return FollowElement(ref json, payload, steps, ref visitor);
            default:
                json.Skip();
                return false;
        }
    }

    private static bool FollowMember<TVisitor>(
        ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps, ref TVisitor visitor)
        where TVisitor : struct, IPayloadVisitor, allows ref struct
    {
        ReadOnlySpan<byte> name = steps[0].Name.Span;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (!json.ValueTextEquals(name))
            {
                json.Skip();
                continue;
            }

            json.Read();
            if (Follow(ref json, payload, steps[1..], ref visitor))
            {
                return true;
            }
        }

        return false;
    }

    private static bool FollowElements<TVisitor>(
        ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps, ref TVisitor visitor)
        where TVisitor : struct, IPayloadVisitor, allows ref struct
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (Follow(ref json, payload, steps, ref visitor))
            {
                return true;
            }
        }

        return false;
    }

    private static bool FollowElement<TVisitor>(
        ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps, ref TVisitor visitor)
        where TVisitor : struct, IPayloadVisitor, allows ref struct
    {
        int wanted = steps[0].Index;
        for (int index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (index != wanted)
            {
                json.Skip();
            }
            else if (Follow(ref json, payload, steps[1..], ref visitor))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Show<TVisitor>(ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ref TVisitor visitor)
        where TVisitor : struct, IPayloadVisitor, allows ref struct
    {
        JsonTokenType kind = json.TokenType;
        int start = (int)json.TokenStartIndex;
        bool isEscaped = json.ValueIsEscaped;
        json.Skip();
        return visitor.Visit(new PayloadValue(kind, payload[start..(int)json.BytesConsumed], isEscaped));
    }
}
