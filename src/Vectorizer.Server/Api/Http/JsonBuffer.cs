using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;

namespace Vectorizer.Server.Api.Http;

/// <summary>A writer of JSON and the memory it writes to, leased for one answer.</summary>
internal sealed class JsonBuffer : IResettable
{
    // A single long payload must not stay in the pool for ever.
    private const int MaxKeptBytes = 256 * 1024;

    private static readonly ObjectPool<JsonBuffer> s_pool = ObjectPool.Create<JsonBuffer>();

    private readonly ArrayBufferWriter<byte> _bytes = new(16 * 1024);

    public JsonBuffer() => Json = new Utf8JsonWriter(_bytes, new JsonWriterOptions
    {
        // Answers are JSON by content type and never part of a page: text is escaped only where JSON demands it.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

        // Checking the order of calls costs as much as the writing; the tests parse every kind of answer.
        SkipValidation = true,
    });

    /// <summary>The writer.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Bytes written since the last <see cref="Clear"/>, those that the writer still holds included.</summary>
    public long Count => _bytes.WrittenCount + Json.BytesPending;

    public static JsonBuffer Lease() => s_pool.Get();

    public static void Return(JsonBuffer buffer) => s_pool.Return(buffer);

    /// <summary>What has been written. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written()
    {
        Json.Flush();
        return _bytes.WrittenMemory;
    }

    /// <summary>Forgets what has been written, and keeps the writer's place inside of the JSON.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    public bool TryReset()
    {
        _bytes.ResetWrittenCount();
        Json.Reset();
        return _bytes.Capacity <= MaxKeptBytes;
    }
}
