using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.Json;

/// <summary>Looks through payloads, which are kept as they were sent.</summary>
/// <remarks>
/// The names of an object are compared by a 64-bit hash with a secret seed: that two different names of one object collide
/// happens once in about 10^14 objects of a thousand names. One instance serves the payloads of one request.
/// </remarks>
internal sealed class PayloadReader
{
    private static readonly long s_seed = Random.Shared.NextInt64();

    // The names of the object being read lie behind those of the objects around it; where each begins is on the other stack.
    private readonly List<ulong> _names = [];
    private readonly List<int> _objects = [];

    /// <summary>Reads the payload on which the reader stands, an object.</summary>
    /// <param name="json">Stands on the payload.</param>
    /// <param name="start">Offset of the payload in the body.</param>
    /// <param name="length">Bytes of the payload.</param>
    /// <returns>False after a refusal.</returns>
    /// <exception cref="Problems.ProblemException">A name occurs twice in an object, or text is malformed.</exception>
    public bool TryRead(ref StrictJsonReader json, out int start, out int length)
    {
        start = json.Offset;
        length = 0;
        if (json.Token != JsonTokenType.StartObject)
        {
            json.RefuseValue("an object, or null for none");
            return false;
        }

        _names.Clear();
        _objects.Clear();
        do
        {
            switch (json.Token)
            {
                case JsonTokenType.StartObject:
                    _objects.Add(_names.Count);
                    break;
                case JsonTokenType.EndObject:
                    LeaveObject(ref json);
                    break;
                case JsonTokenType.PropertyName:
                    _names.Add(Hash(ref json));
                    break;
                case JsonTokenType.String:
                    json.CheckText();
                    break;
            }
        }
        while (_objects.Count > 0 && json.MoveNext());

        length = json.EndOffset - start;
        if (length <= PointRules.MaxPayloadBytes)
        {
            return true;
        }

        json.Refuse($"must have at most {PointRules.MaxPayloadBytes} bytes, has {length}");
        return false;
    }

    private void LeaveObject(ref StrictJsonReader json)
    {
        int first = _objects[^1];
        _objects.RemoveAt(_objects.Count - 1);
        Span<ulong> names = CollectionsMarshal.AsSpan(_names)[first..];
        names.Sort();
        for (int i = 1; i < names.Length; i++)
        {
            if (names[i] == names[i - 1])
            {
                throw json.Malformed($"a member is named twice in the object that ends at byte {json.EndOffset}");
            }
        }

        _names.RemoveRange(first, names.Length);
    }

    private static ulong Hash(ref StrictJsonReader json)
    {
        if (!json.IsEscaped)
        {
            return XxHash3.HashToUInt64(json.Raw, s_seed);
        }

        // Two spellings of a name are the same name.
        byte[] unescaped = ArrayPool<byte>.Shared.Rent(json.Raw.Length);
        try
        {
            return XxHash3.HashToUInt64(unescaped.AsSpan(0, json.CopyText(unescaped)), s_seed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(unescaped);
        }
    }
}
