using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Collections: create, list, describe, change, rename, delete.</summary>
internal sealed class CollectionEndpoints(
    VectorizerClient client, CheckedBody bodies, RequestLimits limits, CollectionDefaults defaults)
{
    /// <summary>Collections whose segments are asked at once when all are listed.</summary>
    private const int AskedAtOnce = 16;

    // The answer must be there before the deadline of the request.
    private readonly TimeSpan _saveWait = limits.RequestTimeout * 2 / 3;

    public async Task CreateAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        CollectionDefinition definition;
        using (RequestBody body = await bodies.ReadAsync(context))
        {
            definition = CollectionParser.Parse(body.Bytes, name, defaults);
        }

        limits.Check(definition);

        CollectionRecord record = await client.CreateCollectionAsync(definition, context.RequestAborted);
        context.Response.Headers.Location = $"/api/v1/collections/{name}";
        await DescribeAsync(context, deadline, record, StatusCodes.Status201Created);
    }

    public async Task ListAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        ImmutableArray<CollectionRecord> records = await client.ListCollectionsAsync(context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteStartArray("collections"u8);
        foreach (CollectionRecord[] some in records.Chunk(AskedAtOnce))
        {
            foreach (CollectionItem? item in await Task.WhenAll(some.Select(record => AskAsync(record, context))))
            {
                item?.Write(answer.Json);
            }

            await answer.SendIfLongAsync();
        }

        answer.Json.WriteEndArray();
        await answer.EndAsync();
    }

    public async Task GetAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        CollectionRecord record = await client.FindCollectionAsync(name, context.RequestAborted)
            ?? throw NotFound(name);
        await DescribeAsync(context, deadline, record, StatusCodes.Status200OK);
    }

    public async Task ChangeAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);

        // As the catalog has it, not as it was some seconds ago: a change is told by what it leaves as it is.
        CollectionRecord record = await client.FindCollectionAsync(name, context.RequestAborted) ?? throw NotFound(name);
        ImmutableArray<CollectionChange> changes;
        using (RequestBody body = await bodies.ReadAsync(context))
        {
            changes = CollectionChangeParser.Parse(body.Bytes, record.Definition, defaults.Quantization);
        }

        // By its own name: an alias may stand for another collection before the last change.
        string ownName = record.Definition.Name;
        foreach (CollectionChange change in changes)
        {
            record = await client.ChangeCollectionAsync(ownName, change, context.RequestAborted);
        }

        await DescribeAsync(context, deadline, record, StatusCodes.Status200OK);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        ImmutableArray<string> aliases = await client.DropCollectionAsync(CollectionName.Require(context), context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteBoolean("deleted"u8, true);
        CollectionWriter.WriteNames(answer.Json, "deleted_aliases"u8, aliases);
        await answer.EndAsync();
    }

    public async Task RenameAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        string to;
        using (RequestBody body = await bodies.ReadAsync(context))
        {
            to = RenameParser.Parse(body.Bytes);
        }

        CollectionRecord record = await client.RenameCollectionAsync(name, to, context.RequestAborted);
        context.Response.Headers.Location = $"/api/v1/collections/{to}";
        await DescribeAsync(context, deadline, record, StatusCodes.Status200OK);
    }

    public async Task ListSegmentsAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ImmutableArray<SegmentStatus> segments = await client.GetSegmentsAsync(name, context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteStartArray("segments"u8);
        foreach (SegmentStatus segment in segments)
        {
            SegmentWriter.Write(answer.Json, segment);
        }

        answer.Json.WriteEndArray();
        await answer.EndAsync();
    }

    public async Task SaveAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ImmutableArray<SnapshotStatus> snapshots = await client.SaveAsync(name, _saveWait, context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteStartArray("segments"u8);
        for (int segment = 0; segment < snapshots.Length; segment++)
        {
            answer.Json.WriteStartObject();
            answer.Json.WriteNumber("segment"u8, segment);
            SnapshotWriter.WriteMember(answer.Json, snapshots[segment]);
            answer.Json.WriteEndObject();
        }

        answer.Json.WriteEndArray();
        if (!snapshots.Any(snapshot => snapshot.IsSaving))
        {
            await answer.EndAsync();
            return;
        }

        context.Response.Headers.Location = $"/api/v1/collections/{name}/segments";
        await answer.EndAsync(StatusCodes.Status202Accepted);
    }

    private async Task DescribeAsync(HttpContext context, Deadline deadline, CollectionRecord record, int status)
    {
        CollectionReference collection = new(record);
        CollectionSummary summary = new(await client.GetSegmentsAsync(collection, context.RequestAborted));
        ImmutableArray<string> aliases = await client.GetAliasesAsync(record, context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        CollectionWriter.Write(answer.Json, record, summary, aliases);
        await answer.EndAsync(status);
    }

    /// <summary>Null when the collection has been deleted meanwhile. One that is away must not hide the others.</summary>
    private async Task<CollectionItem?> AskAsync(CollectionRecord record, HttpContext context)
    {
        try
        {
            return new CollectionItem(
                record, new CollectionSummary(await client.GetSegmentsAsync(new CollectionReference(record), context.RequestAborted)));
        }
        catch (VectorizerException exception)
        {
            return exception.Code is VectorizerError.CollectionNotFound or VectorizerError.StaleRecord ? null : new CollectionItem(record, null);
        }
    }

    private static ProblemException NotFound(string name)
        => new(ProblemKind.CollectionNotFound, $"There is no collection '{name}'.");
}
