using System.Buffers;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Http;

/// <summary>Memory for bodies of requests, pooled, and bounded over all requests together.</summary>
/// <param name="limitBytes">Bytes that may be rented at once.</param>
internal sealed class BodyMemory(long limitBytes)
{
    private long _rentedBytes;

    /// <summary>
    /// A quarter of what the process may use, at most 1 GiB: a body becomes vectors of about the same size, which then
    /// wait in the queues of segments.
    /// </summary>
    public BodyMemory()
        : this(Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 1L << 30))
    {
    }

    /// <summary>A buffer of at least this many bytes.</summary>
    /// <exception cref="ProblemException"><c>overloaded</c>.</exception>
    public byte[] Rent(int bytes)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes);
        if (Interlocked.Add(ref _rentedBytes, buffer.Length) > limitBytes)
        {
            Return(buffer);
            throw new ProblemException(
                ProblemKind.Overloaded,
                $"The bodies of all requests under way would take more than {limitBytes} bytes. Send this one again later.");
        }

        return buffer;
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(byte[] buffer)
    {
        Interlocked.Add(ref _rentedBytes, -buffer.Length);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
