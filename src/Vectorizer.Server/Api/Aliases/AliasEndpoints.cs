using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Aliases;

/// <summary>Names that stand for collections: list, set, delete, change several at once.</summary>
internal sealed class AliasEndpoints(VectorizerClient client, CheckedBody bodies, RequestLimits limits)
{
    /// <summary>The part of the route that holds the alias.</summary>
    public const string AliasPart = "alias";

    public async Task ListAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        ImmutableArray<CollectionAlias> aliases = await client.ListAliasesAsync(context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteStartArray("aliases"u8);
        foreach (CollectionAlias alias in aliases)
        {
            answer.Json.WriteStartObject();
            answer.Json.WriteString("alias"u8, alias.Alias);
            answer.Json.WriteString("collection"u8, alias.Collection);
            answer.Json.WriteEndObject();
            await answer.SendIfLongAsync();
        }

        answer.Json.WriteEndArray();
        await answer.EndAsync();
    }

    public async Task PutAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string alias = RequireAlias(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        string collection;
        using (RequestBody body = await bodies.ReadAsync(context))
        {
            collection = AliasParser.ParseCollection(body.Bytes);
        }

        await client.ChangeAliasesAsync([new CreateAlias(alias, collection)], context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteString("alias"u8, alias);
        answer.Json.WriteString("collection"u8, collection);
        await answer.EndAsync();
    }

    public async Task DeleteAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        await client.ChangeAliasesAsync([new DeleteAlias(RequireAlias(context))], context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteBoolean("deleted"u8, true);
        await answer.EndAsync();
    }

    public async Task ChangeAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        ContentTypes.Require(context.Request, ContentTypes.Json);
        ImmutableArray<AliasAction> actions;
        using (RequestBody body = await bodies.ReadAsync(context))
        {
            actions = AliasParser.ParseActions(body.Bytes);
        }

        await client.ChangeAliasesAsync(actions, context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteNumber("actions"u8, actions.Length);
        await answer.EndAsync();
    }

    private static string RequireAlias(HttpContext context)
    {
        string alias = RoutePart.Text(context, AliasPart);
        return CollectionRules.IsName(alias)
            ? alias
            : throw Faults.Single($"/{AliasPart}", $"must be {CollectionName.Rule}, was {Quoted.Text(alias)}");
    }
}
