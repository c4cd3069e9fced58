using System.Diagnostics;
using System.Text.Json;

namespace Vectorizer.Server.Api.Http;

/// <summary>The JSON object that answers a request.</summary>
/// <remarks>
/// It is gathered and sent at the end, with its length, so that a failure half-way still becomes a problem. Only an answer
/// of many parts goes out while it is written: its writer calls <see cref="SendIfLongAsync"/> after each part.
/// </remarks>
internal readonly struct JsonAnswer : IDisposable
{
    private const int LongBytes = 64 * 1024;

    private readonly HttpContext _context;
    private readonly JsonBuffer _buffer;
    private readonly long _started;

    private JsonAnswer(HttpContext context, long started)
    {
        _context = context;
        _buffer = JsonBuffer.Lease();
        _started = started;
    }

    /// <summary>Where the members of the answer go.</summary>
    public Utf8JsonWriter Json => _buffer.Json;

    /// <summary>Begins an answer.</summary>
    /// <param name="context">The request that is answered.</param>
    /// <param name="started">Timestamp of the request's begin, for <c>took_ms</c>.</param>
    public static JsonAnswer Begin(HttpContext context, long started)
    {
        JsonAnswer answer = new(context, started);
        answer.Json.WriteStartObject();
        return answer;
    }

    /// <summary>Sends what has been written when it is much, and waits while the caller reads more slowly than that.</summary>
    public ValueTask SendIfLongAsync()
        => _buffer.Count < LongBytes ? ValueTask.CompletedTask : SendAsync();

    /// <summary>Ends the answer with the milliseconds that it took, and sends it.</summary>
    public ValueTask EndAsync(int status = StatusCodes.Status200OK)
    {
        double tookMs = Stopwatch.GetElapsedTime(_started).TotalMilliseconds;
        Json.WriteNumber("took_ms"u8, Math.Round(tookMs, 3));
        Json.WriteEndObject();
        if (!_context.Response.HasStarted)
        {
            _context.Response.StatusCode = status;
            _context.Response.ContentLength = _buffer.Count;
        }

        return SendAsync();
    }

    public void Dispose() => JsonBuffer.Return(_buffer);

    private async ValueTask SendAsync()
    {
        if (!_context.Response.HasStarted)
        {
            _context.Response.ContentType = ContentTypes.Json;
        }

        await _context.Response.BodyWriter.WriteAsync(_buffer.Written(), _context.RequestAborted);
        _buffer.Clear();
    }
}
