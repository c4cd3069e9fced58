using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Payloads;

/// <summary>What a change of payloads may ask for. The one place of these limits: callers check early, segments check again.</summary>
public static class PayloadRules
{
    /// <summary>Paths of one request.</summary>
    public const int MaxKeys = 100;

    /// <summary>Levels of objects and arrays that a payload may have after a change has put something into it.</summary>
    public const int MaxDepth = 29;

    /// <summary>Bytes of the payloads that one write of a segment may come to.</summary>
    public const int MaxResultBytes = 32 * 1024 * 1024;

    /// <summary>Checks a change, but not yet whether its payload is JSON.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(PayloadChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        switch (change)
        {
            case SetPayload set:
                VectorizerException.ThrowIfOutside("max_bytes", set.MaxBytes, 1, PointRules.MaxPayloadBytes);
                CheckPayload(set.Payload);
                if (set.Key is { } key)
                {
                    CheckKey(key, "key");
                }

                break;
            case OverwritePayload overwrite:
                CheckPayload(overwrite.Payload);
                break;
            case DeletePayloadKeys delete:
                int keys = delete.Keys.IsDefault ? 0 : delete.Keys.Length;
                if (RefuseKeys(keys) is { } refusal)
                {
                    throw VectorizerException.InvalidArgument("keys", $"The list of keys {refusal}.");
                }

                for (int i = 0; i < keys; i++)
                {
                    CheckKey(delete.Keys[i], $"keys[{i}]");
                }

                break;
            case ClearPayload:
                break;
            default:
                throw VectorizerException.InvalidArgument("change", $"{change.GetType().Name} is not a change of payloads.");
        }
    }

    /// <summary>Why so many keys cannot be given; null when they can.</summary>
    public static string? RefuseKeys(int count)
        => count is < 1 or > MaxKeys ? $"must have 1..{MaxKeys} keys, has {count}" : null;

    private static void CheckPayload(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length is < 2 or > PointRules.MaxPayloadBytes)
        {
            throw VectorizerException.InvalidArgument(
                "payload", $"A payload is a JSON object of at most {PointRules.MaxPayloadBytes} bytes, not {payload.Length}.");
        }
    }

    private static void CheckKey(string key, string argument)
    {
        if (FilterRules.RefuseKey(key) is { } refusal)
        {
            throw VectorizerException.InvalidArgument(argument, $"A key {refusal}.");
        }
    }
}
