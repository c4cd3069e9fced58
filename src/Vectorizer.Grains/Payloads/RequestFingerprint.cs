using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Grains.Payloads;

/// <summary>
/// What a change of payloads says, as one number: the mutations that are logged were computed from it and from what was stored,
/// so they do not tell it. Written to logs and snapshots beside idempotency keys.
/// </summary>
internal static class RequestFingerprint
{
    /// <summary>The number of a change of some points.</summary>
    public static ulong Of(ByteStrings ids, PayloadChange change)
    {
        XxHash3 hash = new();
        switch (change)
        {
            case SetPayload set:
                Append(hash, 1);
                Append(hash, set.Payload.Span);
                Append(hash, Encoding.UTF8.GetBytes(set.Key ?? string.Empty));
                break;
            case OverwritePayload overwrite:
                Append(hash, 2);
                Append(hash, overwrite.Payload.Span);
                break;
            case DeletePayloadKeys delete:
                Append(hash, 3);
                foreach (string key in delete.Keys)
                {
                    Append(hash, Encoding.UTF8.GetBytes(key));
                }

                break;
            default:
                Append(hash, 4);
                break;
        }

        for (int i = 0; i < ids.Count; i++)
        {
            Append(hash, ids[i].Span);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private static void Append(XxHash3 hash, int number) => hash.Append(MemoryMarshal.AsBytes([number]));

    private static void Append(XxHash3 hash, ReadOnlySpan<byte> bytes)
    {
        Append(hash, bytes.Length);
        hash.Append(bytes);
    }
}
