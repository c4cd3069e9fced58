using System.Text.Json;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Payloads;

/// <summary>A JSON object whose members are put into payloads.</summary>
/// <remarks>Immutable; threads: any.</remarks>
public sealed class PayloadPatch
{
    private readonly byte[] _json;
    private readonly List<(int Start, int Length)> _members = [];
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    /// <param name="json">The object in UTF-8. It is copied.</param>
    /// <exception cref="FormatException">It is none, or deeper than <see cref="PayloadEditor.MaxDepth"/> levels.</exception>
    public PayloadPatch(ReadOnlySpan<byte> json)
    {
        _json = json.ToArray();
        Dictionary<byte[], int> byName = new(ByteArrayComparer.Instance);
        _byName = byName.GetAlternateLookup<ReadOnlySpan<byte>>();
        try
        {
            Read(byName);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("It is not a JSON object.", e);
        }
    }

    /// <summary>Levels of objects and arrays, its own braces included.</summary>
    public int Depth { get; private set; }

    /// <summary>The object.</summary>
    internal ReadOnlySpan<byte> Json => _json;

    /// <summary>Members.</summary>
    internal int Count => _members.Count;

    /// <summary>A member, from its name to the end of its value.</summary>
    internal ReadOnlySpan<byte> Member(int number) => _json.AsSpan(_members[number].Start, _members[number].Length);

    /// <summary>The number of the member of a name without escapes, or −1.</summary>
    internal int Find(ReadOnlySpan<byte> name) => _byName.TryGetValue(name, out int number) ? number : -1;

    private void Read(Dictionary<byte[], int> byName)
    {
        Utf8JsonReader json = new(_json, new JsonReaderOptions { MaxDepth = PayloadEditor.MaxDepth });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("It is not a JSON object.");
        }

        Depth = 1;
        while (json.Read())
        {
            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                Depth = Math.Max(Depth, json.CurrentDepth + 1);
            }
            else if (json is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                byte[] name = new byte[json.ValueSpan.Length];
                int length = json.CopyString(name);
                Utf8JsonReader value = json;
                int start = (int)json.TokenStartIndex;
                value.Read();
                value.Skip();

                // Of a name that comes twice the last counts, as for whoever reads it.
                byName[name[..length]] = _members.Count;
                _members.Add((start, (int)value.BytesConsumed - start));
            }
        }
    }
}
