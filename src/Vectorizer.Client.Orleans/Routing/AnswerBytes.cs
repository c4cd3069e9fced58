using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Counts what an answer holds against what it may hold. Segments answer in parallel.</summary>
internal sealed class AnswerBytes(long limit)
{
    private long _bytes;

    /// <exception cref="VectorizerException"><c>invalid_argument</c>: the answer grew too large.</exception>
    public void Add(PointBatch points, string argument)
    {
        long bytes = points.Ids.TotalBytes + ((long)sizeof(float) * points.Values.Length) + points.Payloads.TotalBytes;
        if (Interlocked.Add(ref _bytes, bytes) > limit)
        {
            throw VectorizerException.InvalidArgument(
                argument, $"The answer would exceed {limit} bytes: ask for fewer points, or without vectors and payloads.");
        }
    }
}
