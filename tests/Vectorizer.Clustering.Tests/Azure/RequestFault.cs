using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace Vectorizer.Clustering.Tests.Azure;

/// <summary>Stands between the client and Azure: counts, and breaks what a test tells it to.</summary>
internal sealed class RequestFault : HttpPipelinePolicy
{
    private int _blocksSent;

    /// <summary>Blocks that reached Azure.</summary>
    public int BlocksSent => _blocksSent;

    /// <summary>Blocks after which the connection is cut; null for never.</summary>
    public int? CutAfterBlocks { get; set; }

    /// <summary>Whether a bit of each block that is sent turns over on its way.</summary>
    public bool FlipsSent { get; set; }

    /// <summary>Whether a bit of each range that is read turns over on its way.</summary>
    public bool FlipsReceived { get; set; }

    /// <summary>Whether the answer to the next change gets lost, though the change is made.</summary>
    public bool LosesNextAnswer { get; set; }

    /// <summary>Puts it into a client, at the wire: below the retries.</summary>
    public void Attach(BlobClientOptions options) => options.AddPolicy(this, HttpPipelinePosition.BeforeTransport);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Before(message);
        ProcessNext(message, pipeline);
        After(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Before(message);
        await ProcessNextAsync(message, pipeline);
        After(message);
    }

    private static bool IsBlock(HttpMessage message)
        => message.Request.Uri.Query.Contains("comp=block", StringComparison.Ordinal)
            && !message.Request.Uri.Query.Contains("comp=blocklist", StringComparison.Ordinal);

    private void Before(HttpMessage message)
    {
        if (!IsBlock(message))
        {
            return;
        }

        if (_blocksSent >= CutAfterBlocks)
        {
            throw new IOException("The connection was cut.");
        }

        if (FlipsSent)
        {
            using MemoryStream body = new();
            message.Request.Content!.WriteTo(body, message.CancellationToken);
            byte[] bytes = body.ToArray();
            bytes[bytes.Length / 2] ^= 4;
            message.Request.Content = RequestContent.Create(bytes);
        }
    }

    private void After(HttpMessage message)
    {
        if (IsBlock(message) && message.Response.Status == 201)
        {
            Interlocked.Increment(ref _blocksSent);
        }

        if (FlipsReceived && message.Request.Method == RequestMethod.Get && message.Response.Headers.Contains("Content-Range"))
        {
            using MemoryStream body = new();
            message.Response.ContentStream!.CopyTo(body);
            byte[] bytes = body.ToArray();
            bytes[bytes.Length / 2] ^= 4;
            message.Response.ContentStream = new MemoryStream(bytes);
        }

        if (LosesNextAnswer && message.Request.Method == RequestMethod.Put)
        {
            LosesNextAnswer = false;
            throw new IOException("The answer was lost.");
        }
    }
}
