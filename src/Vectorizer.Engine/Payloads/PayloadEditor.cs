using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.Payloads;

/// <summary>Changes payloads: one pass over the bytes, in which what is not changed is copied as it is.</summary>
/// <remarks>
/// A path leads to the same places as in a filter: an array that a name meets stands for its elements. Numbers and texts keep the
/// bytes they were sent with; space goes between the members of what is changed. An empty payload is an object without members.
/// For one thread; what a method returns is valid until the next call.
/// </remarks>
public sealed class PayloadEditor
{
    /// <summary>Levels of objects and arrays that a payload may have to be changed.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth };

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<bool> _isWritten = [];
    private byte[] _name = [];

    /// <summary>Levels of the last result down to the deepest value that a merge has put there.</summary>
    public int MergedDepth { get; private set; }

    /// <summary>
    /// Puts the members of a patch into the object to which a path leads, each in the place of a member of that name. What is
    /// not there yet on the way is created, as long as the way leads by names; what stands there and is no object gives way.
    /// </summary>
    /// <param name="payload">A JSON object in UTF-8, or empty.</param>
    /// <param name="path">Where to; null for the payload itself.</param>
    /// <param name="patch">The members.</param>
    /// <exception cref="FormatException">The payload is no JSON object.</exception>
    public ReadOnlySpan<byte> Merge(ReadOnlySpan<byte> payload, PayloadPath? path, PayloadPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        MergedDepth = 0;
        ReadOnlySpan<byte> source = Begin(payload);
        try
        {
            Utf8JsonReader json = Open(source);
            Merge(ref json, source, path is null ? [] : path.Steps, patch, level: 0);
            CheckEnd(ref json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NoObject(e);
        }

        return _output.WrittenSpan;
    }

    /// <summary>Removes what a path leads to: members with their values, or elements of arrays.</summary>
    /// <param name="payload">A JSON object in UTF-8, or empty.</param>
    /// <param name="path">What to remove. A path that leads nowhere removes nothing.</param>
    /// <exception cref="FormatException">The payload is no JSON object.</exception>
    public ReadOnlySpan<byte> Remove(ReadOnlySpan<byte> payload, PayloadPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ReadOnlySpan<byte> source = Begin(payload);
        try
        {
            Utf8JsonReader json = Open(source);
            Remove(ref json, source, path.Steps);
            CheckEnd(ref json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NoObject(e);
        }

        return _output.WrittenSpan;
    }

    private static FormatException NoObject(Exception? inner = null) => new("It is not a JSON object.", inner);

    private static Utf8JsonReader Open(ReadOnlySpan<byte> payload)
    {
        Utf8JsonReader json = new(payload, s_options);
        return json.Read() && json.TokenType == JsonTokenType.StartObject ? json : throw NoObject();
    }

    // Anything behind the object is a fault that the reader finds.
    private static void CheckEnd(ref Utf8JsonReader json) => json.Read();

    private static bool IsContainer(JsonTokenType token) => token is JsonTokenType.StartObject or JsonTokenType.StartArray;

    /// <summary>Whether what the steps lead to can be made where nothing is: there is no array to have elements.</summary>
    private static bool CanCreate(ReadOnlySpan<PayloadStep> steps)
    {
        foreach (PayloadStep step in steps)
        {
            if (step.Kind != PayloadStepKind.Member)
            {
                return false;
            }
        }

        return true;
    }

    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> payload)
    {
        _output.ResetWrittenCount();
        return payload.IsEmpty ? "{}"u8 : payload;
    }

    /// <summary>Stands on the first token of a value, and on its last one afterwards.</summary>
    private void Merge(
        ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps, PayloadPatch patch, int level)
    {
        bool isArray = json.TokenType == JsonTokenType.StartArray;
        if (steps.IsEmpty)
        {
            MergedDepth = Math.Max(MergedDepth, level + patch.Depth);
            MergeHere(ref json, payload, patch);
            return;
        }

        switch (steps[0].Kind)
        {
            case PayloadStepKind.Member when isArray:
                MergeElements(ref json, payload, steps, patch, level, PayloadStepKind.Member);
                break;
            case PayloadStepKind.Member when json.TokenType == JsonTokenType.StartObject:
                MergeMember(ref json, payload, steps, patch, level);
                break;
            case PayloadStepKind.Member when CanCreate(steps):
                Create(steps, patch, level);
                break;
            case PayloadStepKind.Elements or PayloadStepKind.Element when isArray:
                MergeElements(ref json, payload, steps, patch, level, steps[0].Kind);
                break;
            default:
                Copy(ref json, payload);
                break;
        }
    }

    private void MergeElements(
        ref Utf8JsonReader json,
        ReadOnlySpan<byte> payload,
        ReadOnlySpan<PayloadStep> steps,
        PayloadPatch patch,
        int level,
        PayloadStepKind kind)
    {
        Write("["u8);
        for (int index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            Write(index == 0 ? default : ","u8);
            bool isMeant = kind switch
            {
                // A name leads into what has names, and makes no object of a number.
                PayloadStepKind.Member => IsContainer(json.TokenType),
                PayloadStepKind.Element => index == steps[0].Index,
                _ => true,
            };
            if (isMeant)
            {
                Merge(ref json, payload, kind == PayloadStepKind.Member ? steps : steps[1..], patch, level + 1);
            }
            else
            {
                Copy(ref json, payload);
            }
        }

        Write("]"u8);
    }

    private void MergeMember(
        ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps, PayloadPatch patch, int level)
    {
        Write("{"u8);
        bool isFirst = true;
        bool isFound = false;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            bool isMeant = json.ValueTextEquals(steps[0].Name.Span);
            isFound |= isMeant;
            WriteName(ref json, payload, ref isFirst);
            if (isMeant)
            {
                Merge(ref json, payload, steps[1..], patch, level + 1);
            }
            else
            {
                Copy(ref json, payload);
            }
        }

        if (!isFound && CanCreate(steps))
        {
            Write(isFirst ? default : ","u8);
            WriteName(steps[0]);
            Create(steps[1..], patch, level + 1);
        }

        Write("}"u8);
    }

    /// <summary>Puts the members of the patch into the object on which the reader stands, or the patch in the place of anything else.</summary>
    private void MergeHere(ref Utf8JsonReader json, ReadOnlySpan<byte> payload, PayloadPatch patch)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            Write(patch.Json);
            return;
        }

        _isWritten.Clear();
        _isWritten.AddRange(Enumerable.Repeat(false, patch.Count));
        Write("{"u8);
        bool isFirst = true;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            int number = Find(patch, ref json);
            if (number < 0)
            {
                WriteName(ref json, payload, ref isFirst);
                Copy(ref json, payload);
                continue;
            }

            json.Skip();
            WriteMember(patch, number, ref isFirst);
        }

        for (int number = 0; number < patch.Count; number++)
        {
            WriteMember(patch, number, ref isFirst);
        }

        Write("}"u8);
    }

    private int Find(PayloadPatch patch, ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            return patch.Find(json.ValueSpan);
        }

        // Two spellings of a name are the same name.
        if (_name.Length < json.ValueSpan.Length)
        {
            _name = new byte[json.ValueSpan.Length];
        }

        return patch.Find(_name.AsSpan(0, json.CopyString(_name)));
    }

    private void WriteMember(PayloadPatch patch, int number, ref bool isFirst)
    {
        if (_isWritten[number])
        {
            return;
        }

        _isWritten[number] = true;
        Write(isFirst ? default : ","u8);
        isFirst = false;
        Write(patch.Member(number));
    }

    private void Create(ReadOnlySpan<PayloadStep> steps, PayloadPatch patch, int level)
    {
        MergedDepth = Math.Max(MergedDepth, level + steps.Length + patch.Depth);
        foreach (PayloadStep step in steps)
        {
            Write("{"u8);
            WriteName(step);
        }

        Write(patch.Json);
        for (int i = 0; i < steps.Length; i++)
        {
            Write("}"u8);
        }
    }

    private void Remove(ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps)
    {
        bool isArray = json.TokenType == JsonTokenType.StartArray;
        switch (steps[0].Kind)
        {
            case PayloadStepKind.Member when json.TokenType == JsonTokenType.StartObject:
                RemoveMember(ref json, payload, steps);
                break;
            case PayloadStepKind.Member when isArray:
                RemoveElements(ref json, payload, steps, PayloadStepKind.Member);
                break;
            case PayloadStepKind.Elements or PayloadStepKind.Element when isArray:
                RemoveElements(ref json, payload, steps, steps[0].Kind);
                break;
            default:
                Copy(ref json, payload);
                break;
        }
    }

    private void RemoveMember(ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps)
    {
        Write("{"u8);
        bool isFirst = true;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            bool isMeant = json.ValueTextEquals(steps[0].Name.Span);
            if (isMeant && steps.Length == 1)
            {
                json.Skip();
                continue;
            }

            WriteName(ref json, payload, ref isFirst);
            if (isMeant)
            {
                Remove(ref json, payload, steps[1..]);
            }
            else
            {
                Copy(ref json, payload);
            }
        }

        Write("}"u8);
    }

    private void RemoveElements(
        ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ReadOnlySpan<PayloadStep> steps, PayloadStepKind kind)
    {
        Write("["u8);
        bool isFirst = true;
        for (int index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            bool isMeant = kind != PayloadStepKind.Element || index == steps[0].Index;
            if (isMeant && kind != PayloadStepKind.Member && steps.Length == 1)
            {
                json.Skip();
                continue;
            }

            Write(isFirst ? default : ","u8);
            isFirst = false;
            if (isMeant && IsContainer(json.TokenType))
            {
                Remove(ref json, payload, kind == PayloadStepKind.Member ? steps : steps[1..]);
            }
            else
            {
                Copy(ref json, payload);
            }
        }

        Write("]"u8);
    }

    /// <summary>Copies the name on which the reader stands, and goes to its value.</summary>
    private void WriteName(ref Utf8JsonReader json, ReadOnlySpan<byte> payload, ref bool isFirst)
    {
        Write(isFirst ? default : ","u8);
        isFirst = false;
        const int Quotes = 2;
        Write(payload.Slice((int)json.TokenStartIndex, json.ValueSpan.Length + Quotes));
        Write(":"u8);
        json.Read();
    }

    private void WriteName(PayloadStep step)
    {
        Write("\""u8);
        Write(JsonEncodedText.Encode(step.Name.Span, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        Write("\":"u8);
    }

    private void Copy(ref Utf8JsonReader json, ReadOnlySpan<byte> payload)
    {
        int start = (int)json.TokenStartIndex;
        json.Skip();
        Write(payload[start..(int)json.BytesConsumed]);
    }

    private void Write(ReadOnlySpan<byte> bytes) => _output.Write(bytes);
}
