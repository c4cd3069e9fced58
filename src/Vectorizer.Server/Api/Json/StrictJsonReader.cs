using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Json;

/// <summary>Reads the body of a request and takes nothing for granted.</summary>
/// <remarks>
/// Broken JSON ends the reading at once, as <c>malformed_json</c>. Values that are not allowed are collected with their
/// JSON pointers; the reader then goes on behind them.
/// <para>
/// Every method named Read or Enter stands on the first token of a value when it is called and on the last one when it returns;
/// for an object or array that was entered, that holds once NextMember or NextElement is false.
/// </para>
/// </remarks>
internal ref struct StrictJsonReader
{
    private const int MaxShownBytes = 40;

    private readonly ReadOnlySpan<byte> _body;
    private readonly Faults _faults;
    private readonly int _maxDepth;
    private Utf8JsonReader _json;
    private JsonPath _path;

    // Where in the body the JSON reader began: not at its first byte once numbers have been read past it.
    private int _start;

    /// <param name="body">The whole body.</param>
    /// <param name="faults">Where faults are collected.</param>
    /// <param name="maxDepth">Levels of objects and arrays.</param>
    /// <exception cref="ProblemException">The body is empty or not UTF-8.</exception>
    public StrictJsonReader(ReadOnlySpan<byte> body, Faults faults, int maxDepth = ApiLimits.JsonDepth)
    {
        _body = body;
        _faults = faults;
        _maxDepth = maxDepth;
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
        if (body.StartsWith("\xEF\xBB\xBF"u8))
        {
            throw Malformed("it begins with a byte order mark; send UTF-8 without one");
        }

        // The JSON reader itself looks into strings only when asked for their text, and payloads are kept as they came.
        if (!Utf8.IsValid(body))
        {
            throw Malformed($"byte {Utf8Text.ValidLength(body)} is not part of UTF-8 text");
        }

        Advance();
    }

    /// <summary>The kind of token on which the reader stands.</summary>
    public readonly JsonTokenType Token => _json.TokenType;

    /// <summary>Whether the value is null. Where a member may be left out, null says the same.</summary>
    public readonly bool IsNull => _json.TokenType == JsonTokenType.Null;

    /// <summary>Offset of the token in the body.</summary>
    public readonly int Offset => _start + (int)_json.TokenStartIndex;

    /// <summary>Offset behind the token.</summary>
    public readonly int EndOffset => _start + (int)_json.BytesConsumed;

    /// <summary>Bytes of a number, or of a string between its quotes as they were sent.</summary>
    public readonly ReadOnlySpan<byte> Raw => _json.ValueSpan;

    /// <summary>Whether the string holds escapes.</summary>
    public readonly bool IsEscaped => _json.ValueIsEscaped;

    /// <summary>JSON pointer of the value on which the reader stands.</summary>
    public readonly string Pointer => _path.ToPointer(_body);

    /// <summary>Collects a fault of the value on which the reader stands.</summary>
    public readonly void Refuse(string message) => _faults.Add(Pointer, message);

    /// <summary>Collects a fault of a member of the value on which the reader stands, or should stand.</summary>
    public readonly void Refuse(string member, string message) => _faults.Add($"{Pointer}/{member}", message);

    /// <summary>Says what was expected instead of the value, and passes over it.</summary>
    public void RefuseValue(string expected)
    {
        Refuse($"must be {expected}, was {Shown()}");
        Skip();
    }

    /// <summary>Makes sure that nothing follows the value of the body.</summary>
    /// <exception cref="ProblemException">Something does.</exception>
    public void End()
    {
        try
        {
            _json.Read();
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    /// <summary>Enters an object. Anything else is refused and passed over.</summary>
    public bool EnterObject(MemberNames names, out ObjectScope scope)
    {
        scope = new ObjectScope(names);
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            RefuseValue($"an object with {names.Joined}");
            return false;
        }

        _path.Push();
        return true;
    }

    /// <summary>Goes to the value of the next known member. Unknown ones are refused on the way.</summary>
    /// <param name="scope">The object entered.</param>
    /// <param name="member">The member's number.</param>
    /// <param name="what">What the names of the object are names of.</param>
    /// <exception cref="ProblemException">The member was there before.</exception>
    public bool NextMember(ref ObjectScope scope, out int member, string what = "field")
    {
        while (true)
        {
            Advance();
            if (_json.TokenType == JsonTokenType.EndObject)
            {
                _path.Pop();
                member = -1;
                return false;
            }

            CheckText();
            _path.MoveTo(Offset + 1, _json.ValueSpan.Length);
            member = scope.Names.Find(ref _json);
            if (member >= 0 && !scope.TryAdd(member))
            {
                throw Malformed("the member is named twice");
            }

            if (member < 0)
            {
                Refuse(scope.Names.Refuse(_json.ValueSpan, what));
            }

            Advance();
            if (member >= 0)
            {
                return true;
            }

            Skip();
        }
    }

    /// <summary>Enters an object whose members have names of the caller's choice. Anything else is refused and passed over.</summary>
    public bool EnterObject(string expected)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            RefuseValue(expected);
            return false;
        }

        _path.Push();
        return true;
    }

    /// <summary>Goes to the value of the next member, whatever its name. That names differ is up to the caller.</summary>
    public bool NextMember(out string name)
    {
        Advance();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            _path.Pop();
            name = string.Empty;
            return false;
        }

        CheckText();
        _path.MoveTo(Offset + 1, _json.ValueSpan.Length);
        name = _json.GetString()!;
        Advance();
        return true;
    }

    /// <summary>Enters an array. Anything else is refused and passed over.</summary>
    public bool EnterArray(string expected)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            RefuseValue(expected);
            return false;
        }

        _path.Push();
        return true;
    }

    /// <summary>Goes to the next element of the array entered.</summary>
    public bool NextElement(out int index)
    {
        Advance();
        if (_json.TokenType == JsonTokenType.EndArray)
        {
            _path.Pop();
            index = -1;
            return false;
        }

        index = _path.MoveToNext();
        return true;
    }

    /// <summary>Reads an array of plain numbers at once.</summary>
    /// <param name="numbers">Where the numbers go, as many as fit.</param>
    /// <param name="count">Numbers that the array has.</param>
    /// <returns>False when the array holds anything else; the reader then stands where it stood.</returns>
    public bool TryReadNumbers(Span<float> numbers, out int count)
    {
        int length = NumberArray.Read(_body[EndOffset..], numbers, out count);
        if (length < 0)
        {
            return false;
        }

        // To the JSON reader it is an array without elements, whose end comes next.
        _start = EndOffset + length;
        _json = new Utf8JsonReader(_body[_start..], isFinalBlock: true, _json.CurrentState);
        Advance();
        return true;
    }

    /// <summary>Goes to the next token, whatever it is. For values that are read token by token.</summary>
    public void Advance()
    {
        try
        {
            if (!_json.Read())
            {
                throw Malformed("it ends before its value does");
            }
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    /// <summary>The same as <see cref="Advance"/>, for the condition of a loop.</summary>
    public bool MoveNext()
    {
        Advance();
        return true;
    }

    /// <summary>Passes over the value.</summary>
    public void Skip()
    {
        try
        {
            _json.Skip();
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    /// <summary>A whole number within bounds, or null after a refusal.</summary>
    public int? ReadInteger(int min, int max)
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out int value) && value >= min && value <= max)
        {
            return value;
        }

        RefuseValue($"a whole number {min}..{max}");
        return null;
    }

    /// <summary>A whole number from <paramref name="min"/> on, or null after a refusal.</summary>
    public long? ReadLong(long min)
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out long value) && value >= min)
        {
            return value;
        }

        RefuseValue($"a whole number {min}..{long.MaxValue}");
        return null;
    }

    /// <summary>A string without its escapes, or null after a refusal.</summary>
    /// <param name="expected">What it must be.</param>
    public string? ReadText(string expected = "a string")
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            RefuseValue(expected);
            return null;
        }

        CheckText();
        return _json.GetString();
    }

    /// <summary>A finite 64-bit float, or null after a refusal.</summary>
    public double? ReadDouble()
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out double value) && double.IsFinite(value))
        {
            return value;
        }

        RefuseValue("a finite number (64-bit float)");
        return null;
    }

    /// <summary>The number on which the reader stands as 64-bit integer; false for anything else.</summary>
    public readonly bool TryGetInteger(out long value)
    {
        value = 0;
        return _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out value);
    }

    /// <summary>True or false, or null after a refusal.</summary>
    public bool? ReadBoolean()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            default:
                RefuseValue("true or false");
                return null;
        }
    }

    /// <summary>A finite 32-bit float, or null after a refusal.</summary>
    public float? ReadFloat()
    {
        if (TryGetFloat(out float value))
        {
            return value;
        }

        RefuseValue(FiniteFloat);
        return null;
    }

    /// <summary>What <see cref="TryGetFloat"/> accepts.</summary>
    public const string FiniteFloat = "a finite 32-bit float (at most ±3.4028235e38)";

    /// <summary>The number on which the reader stands as float; false for anything else and for one beyond the range.</summary>
    public readonly bool TryGetFloat(out float value)
    {
        value = 0;
        return _json.TokenType == JsonTokenType.Number && _json.TryGetSingle(out value) && float.IsFinite(value);
    }

    /// <summary>The number of the name that the string is, or −1.</summary>
    public int Find(MemberNames names)
    {
        CheckText();
        return names.Find(ref _json);
    }

    /// <summary>The string without its escapes.</summary>
    /// <param name="destination">At least as long as <see cref="Raw"/>.</param>
    /// <returns>Bytes of UTF-8.</returns>
    /// <exception cref="ProblemException">An escaped surrogate is unpaired.</exception>
    public readonly int CopyText(Span<byte> destination)
    {
        CheckText();
        return _json.CopyString(destination);
    }

    /// <summary>Makes sure that the escapes of a string or name make text.</summary>
    /// <exception cref="ProblemException">An escaped surrogate is unpaired.</exception>
    public readonly void CheckText()
    {
        if (_json.ValueIsEscaped && JsonEscapes.HasUnpairedSurrogate(_json.ValueSpan))
        {
            throw Malformed($"the text at byte {Offset} holds an unpaired surrogate");
        }
    }

    /// <summary>The problem of a body that is not JSON as it should be.</summary>
    public readonly ProblemException Malformed(string reason)
    {
        string pointer = Pointer;
        return new ProblemException(new Problem(ProblemKind.MalformedJson, $"The body is not valid JSON: {reason}.")
        {
            Faults = [new Fault(pointer, reason)],
        });
    }

    private readonly ProblemException Malformed(JsonException exception)
    {
        // The reader counts lines and bytes, but not those that it was led past: so it reads the body once more, from its begin.
        if (_start > 0)
        {
            exception = FindFault() ?? exception;
        }

        // Its own message ends in its position, from zero and in its own words.
        string message = exception.Message;
        int position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = (position < 0 ? message : message[..position]).TrimEnd('.', ' ');
        return Malformed($"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: {reason}");
    }

    private readonly JsonException? FindFault()
    {
        try
        {
            Utf8JsonReader json = new(_body, new JsonReaderOptions { MaxDepth = _maxDepth });
            while (json.Read())
            {
            }

            return null;
        }
        catch (JsonException exception)
        {
            return exception;
        }
    }

    private readonly string Shown()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject:
                return "an object";
            case JsonTokenType.StartArray:
                return "an array";
            case JsonTokenType.String:
                return $"the string {Quoted.Text(_json.ValueSpan)}";
            default:
                ReadOnlySpan<byte> raw = _json.ValueSpan;
                return raw.Length <= MaxShownBytes
                    ? Encoding.UTF8.GetString(raw)
                    : $"{Encoding.UTF8.GetString(raw[..MaxShownBytes])}… ({raw.Length} characters)";
        }
    }
}
