using Vectorizer.Abstractions.Collections;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Http;

/// <summary>Reads bodies that must fit a collection.</summary>
internal sealed class CheckedBody(VectorizerClient client, BodyMemory memory)
{
    /// <summary>Parses a body against what is known of the collection.</summary>
    public delegate T Parser<T>(ReadOnlySpan<byte> body, CollectionDefinition definition);

    /// <summary>The whole body.</summary>
    public Task<RequestBody> ReadAsync(HttpContext context) => RequestBody.ReadAsync(context, memory);

    /// <summary>Reads the body and parses it.</summary>
    /// <returns>What was parsed, and the collection that it fits, which the rest of the request is to ask for.</returns>
    /// <remarks>
    /// What is known of the collection may be some seconds old. When the body does not fit, the catalog is asked whether
    /// the name has come to mean another collection, which the body may fit.
    /// </remarks>
    /// <exception cref="ProblemException">The body is malformed or does not fit the collection.</exception>
    public async Task<(T Parsed, CollectionReference Collection)> ParseAsync<T>(HttpContext context, string name, Parser<T> parse)
    {
        // Before the body, so that nothing is received for a collection that does not exist.
        CollectionReference collection = await client.ResolveAsync(name, context.RequestAborted);
        using RequestBody body = await ReadAsync(context);
        try
        {
            return (parse(body.Bytes, collection.Record.Definition), collection);
        }
        catch (ProblemException exception) when (exception.Problem.Kind == ProblemKind.ValidationFailed)
        {
            CollectionRecord? current = await client.FindCollectionAsync(name, context.RequestAborted);
            if (current is null || (current.Id == collection.Record.Id && current.Version == collection.Record.Version))
            {
                throw;
            }

            return (parse(body.Bytes, current.Definition), CollectionReference.Of(name, current));
        }
    }
}
