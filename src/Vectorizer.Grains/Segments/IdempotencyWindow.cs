using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>The idempotency keys that a segment remembers, with the answers of their writes.</summary>
/// <remarks>Not safe for several threads at once: the writer's lock guards it.</remarks>
internal sealed class IdempotencyWindow
{
    /// <summary>Keys remembered; the oldest make room for new ones.</summary>
    public const int Capacity = 10_000;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private Queue<(string Key, Entry Entry)> _order = [];

    /// <summary>What the mutations say, as one number: a key that comes again must come with the same.</summary>
    public static ulong FingerprintOf(ReadOnlySpan<PointMutation> mutations)
    {
        XxHash3 hash = new();
        Span<byte> header = stackalloc byte[(2 * sizeof(long)) + 1];
        foreach (ref readonly PointMutation mutation in mutations)
        {
            BitConverter.TryWriteBytes(header, mutation.Id.Length);
            BitConverter.TryWriteBytes(header[sizeof(int)..], mutation.Payload.Length);
            BitConverter.TryWriteBytes(header[sizeof(long)..], mutation.Fields);
            // Snapshots hold fingerprints: the numbers are part of their format.
            header[^1] = (byte)(mutation.Operation - 1);
            hash.Append(header);
            hash.Append(mutation.Id.Span);
            hash.Append(MemoryMarshal.AsBytes(mutation.Values.Span));
            hash.Append(mutation.Payload.Span);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>The answer of the write that came under a key before, perhaps not there yet.</summary>
    /// <exception cref="VectorizerException"><c>idempotency_key_reused</c>: it was another write.</exception>
    public bool TryFind(string key, ulong fingerprint, [NotNullWhen(true)] out Task<WriteResult>? answer)
    {
        answer = null;
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            return false;
        }

        if (entry.Fingerprint != fingerprint)
        {
            throw new VectorizerException(
                VectorizerError.IdempotencyKeyReused,
                "The idempotency key came before with another write. A new write needs a new key.")
            {
                Argument = "idempotency_key",
            };
        }

        answer = entry.Answer;
        return true;
    }

    /// <summary>Remembers a write.</summary>
    public void Add(string key, ulong fingerprint, Task<WriteResult> answer)
    {
        Entry entry = new(fingerprint, answer);
        _entries[key] = entry;
        _order.Enqueue((key, entry));
        while (_entries.Count > Capacity)
        {
            (string oldest, Entry itsEntry) = _order.Dequeue();
            if (IsCurrent(oldest, itsEntry))
            {
                _entries.Remove(oldest);
            }
        }

        // Of writes that were forgotten the order still knows: they must neither push out others nor pile up.
        if (_order.Count > 2 * Capacity)
        {
            _order = new Queue<(string, Entry)>(_order.Where(item => IsCurrent(item.Key, item.Entry)));
        }
    }

    /// <summary>All that is remembered, the oldest first.</summary>
    public IReadOnlyList<(string Key, ulong Fingerprint, Task<WriteResult> Answer)> All()
        => [.. _order.Where(item => IsCurrent(item.Key, item.Entry)).Select(item => (item.Key, item.Entry.Fingerprint, item.Entry.Answer))];

    /// <summary>Forgets a write that was not done: when it comes again, it is to be done.</summary>
    public void Forget(string key) => _entries.Remove(key);

    private bool IsCurrent(string key, Entry entry)
        => _entries.TryGetValue(key, out Entry? current) && ReferenceEquals(current, entry);

    private sealed record Entry(ulong Fingerprint, Task<WriteResult> Answer);
}
