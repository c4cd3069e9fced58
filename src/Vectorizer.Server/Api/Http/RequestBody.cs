using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Http;

/// <summary>The whole body of a request in pooled memory.</summary>
/// <remarks>
/// The server's own limit on bodies ends the reading of longer ones: before the first byte when the length was declared.
/// Memory grows with what has arrived and not with what was declared, so that declaring costs a caller nothing but sending does.
/// </remarks>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 64 * 1024;

    private readonly BodyMemory _memory;
    private byte[] _buffer;
    private int _length;

    private RequestBody(BodyMemory memory, int firstBytes)
    {
        _memory = memory;
        _buffer = memory.Rent(firstBytes);
    }

    /// <summary>The body. Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="ProblemException">
    /// <c>overloaded</c>: too much is being received at the moment; <c>bad_request</c>: it cannot be decompressed, or its framing is broken.
    /// </exception>
    /// <exception cref="BadHttpRequestException">The body is too long, too slow, or broken off.</exception>
    public static async Task<RequestBody> ReadAsync(HttpContext context, BodyMemory memory)
    {
        RequestBody body = new(memory, (int)Math.Min(context.Request.ContentLength + 1 ?? FirstBytes, FirstBytes));
        try
        {
            while (true)
            {
                // One byte more than the body, so that the end is found without growing once more.
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }

                int read = await context.Request.Body.ReadAsync(
                    body._buffer.AsMemory(body._length), context.RequestAborted);
                if (read == 0)
                {
                    return body;
                }

                body._length += read;
            }
        }
        catch (InvalidDataException)
        {
            body.Dispose();
            throw new ProblemException(ProblemKind.BadRequest, "The body is not compressed as its Content-Encoding says, or is not whole.");
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // The server has no better word for a chunk whose length is beyond 64 bits.
            body.Dispose();
            throw new ProblemException(ProblemKind.BadRequest, "The framing of the body is broken.");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _memory.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow()
    {
        byte[] larger = _memory.Rent(_buffer.Length * 2);
        Bytes.CopyTo(larger);
        _memory.Return(_buffer);
        _buffer = larger;
    }
}
