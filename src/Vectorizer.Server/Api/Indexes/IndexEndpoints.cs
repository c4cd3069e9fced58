using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Indexes;

/// <summary>Indexes over the payloads of a collection: create, list, describe, drop.</summary>
internal sealed class IndexEndpoints(VectorizerClient client, CheckedBody bodies, RequestLimits limits)
{
    public async Task PutAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        string key = IndexKey.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        PayloadIndexType type;
        using (RequestBody body = await bodies.ReadAsync(context))
        {
            type = IndexParser.Parse(body.Bytes);
        }

        CollectionRecord record = await client.PutPayloadIndexAsync(name, new PayloadIndexDefinition(key, type), context.RequestAborted);
        await DescribeAsync(context, deadline, record, Existing(record, key), isCreated: true);
    }

    public async Task ListAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        CollectionRecord record = await FindAsync(context);
        ImmutableArray<SegmentStatus> segments = await client.GetSegmentsAsync(new CollectionReference(record), context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteStartArray("indexes"u8);
        foreach (PayloadIndexDefinition index in record.Definition.PayloadIndexes)
        {
            new IndexReport(index, segments).Write(answer.Json);
        }

        answer.Json.WriteEndArray();
        await answer.EndAsync();
    }

    public async Task GetAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string key = IndexKey.Require(context);
        CollectionRecord record = await FindAsync(context);
        await DescribeAsync(context, deadline, record, Existing(record, key), isCreated: false);
    }

    public async Task DropAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        await client.DropPayloadIndexAsync(CollectionName.Require(context), IndexKey.Require(context), context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteBoolean("deleted"u8, true);
        await answer.EndAsync();
    }

    private async Task DescribeAsync(
        HttpContext context, Deadline deadline, CollectionRecord record, PayloadIndexDefinition index, bool isCreated)
    {
        IndexReport report = new(index, await client.GetSegmentsAsync(new CollectionReference(record), context.RequestAborted));
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        report.WriteMembers(answer.Json);
        if (!isCreated || report.IsReady)
        {
            await answer.EndAsync();
            return;
        }

        context.Response.Headers.Location =
            $"/api/v1/collections/{record.Definition.Name}/indexes/{Uri.EscapeDataString(index.Key)}";
        await answer.EndAsync(StatusCodes.Status202Accepted);
    }

    private async Task<CollectionRecord> FindAsync(HttpContext context)
    {
        string name = CollectionName.Require(context);

        // As the catalog has it: whoever has just created an index asks for it.
        return await client.FindCollectionAsync(name, context.RequestAborted)
            ?? throw new ProblemException(ProblemKind.CollectionNotFound, $"There is no collection '{name}'.");
    }

    private static PayloadIndexDefinition Existing(CollectionRecord record, string key)
        => record.Definition.PayloadIndexes.FirstOrDefault(index => index.Key == key)
            ?? throw new ProblemException(
                ProblemKind.PayloadIndexNotFound, $"Collection '{record.Definition.Name}' has no index of {Quoted.Text(key)} over its payloads.");
}
