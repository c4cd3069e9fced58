using Microsoft.Extensions.Options;
using Vectorizer.Client.Orleans;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Points;

namespace Vectorizer.Server.Api.Payloads;

/// <summary>Payloads of points that keep their vectors: set, overwrite, delete keys, clear.</summary>
internal sealed class PayloadEndpoints(VectorizerClient client, CheckedBody bodies, RequestLimits limits, IOptions<BatchOptions> batch)
{
    private readonly int _maxIds = batch.Value.MaxSize;

    public Task SetAsync(HttpContext context) => ChangeAsync(context, PayloadOperation.Set);

    public Task OverwriteAsync(HttpContext context) => ChangeAsync(context, PayloadOperation.Overwrite);

    public Task DeleteAsync(HttpContext context) => ChangeAsync(context, PayloadOperation.Delete);

    public Task ClearAsync(HttpContext context) => ChangeAsync(context, PayloadOperation.Clear);

    private async Task ChangeAsync(HttpContext context, PayloadOperation operation)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        WriteParameters parameters = WriteParameters.Read(context.Request);
        (PayloadBody payload, CollectionReference collection) = await bodies.ParseAsync(
            context,
            name,
            (body, definition) => PayloadParser.Parse(
                operation, body, new PointSelectionReader(definition.Fields, limits.Filters, _maxIds), limits.MaxPayloadBytes));
        CollectionWriteResult result = payload.Points.Ids is { } ids
            ? await client.ChangePayloadsAsync(
                collection, ids, payload.Change, parameters.Options(deadline.Remaining, []), context.RequestAborted)
            : await client.ChangePayloadsAsync(
                collection, payload.Points.Filter!, payload.Change, parameters.ForFilter(deadline.Remaining), context.RequestAborted);
        await WriteAnswer.SendAsync(context, deadline, "changed", result);
    }
}
