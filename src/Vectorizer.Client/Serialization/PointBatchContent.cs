using System.Net;
using System.Net.Http.Headers;
using Vectorizer.Client.Points;

namespace Vectorizer.Client.Serialization;

/// <summary>A batch as a request body, written from the batch's own memory without a copy in between.</summary>
internal sealed class PointBatchContent : HttpContent
{
    private readonly PointBatch _batch;

    public PointBatchContent(PointBatch batch)
    {
        _batch = batch;
        Headers.ContentType = new MediaTypeHeaderValue(PointBatch.MediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        _batch.WriteToAsync(stream);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _batch.WriteToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _batch.ByteLength;
        return true;
    }
}
