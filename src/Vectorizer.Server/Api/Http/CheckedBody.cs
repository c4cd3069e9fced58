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
    /// <returns>What was parsed, and the definition that it fits.</returns>
    /// <remarks>
    /// What is known of the collection may be some seconds old. When the body does not fit, the catalog is asked whether
    /// the collection has been replaced by another one of the same name, which the body may fit.
    /// </remarks>
    /// <exception cref="ProblemException">The body is malformed or does not fit the collection.</exception>
    public async Task<(T Parsed, CollectionDefinition Definition)> ParseAsync<T>(HttpContext context, string collection, Parser<T> parse)
    {
        // Before the body, so that nothing is received for a collection that does not exist.
        CollectionRecord record = await client.GetRecordAsync(collection, context.RequestAborted);
        using RequestBody body = await ReadAsync(context);
        try
        {
            return (parse(body.Bytes, record.Definition), record.Definition);
        }
        catch (ProblemException exception) when (exception.Problem.Kind == ProblemKind.ValidationFailed)
        {
            CollectionRecord? current = await client.FindCollectionAsync(collection, context.RequestAborted);
            if (current is null || (current.Id == record.Id && current.Version == record.Version))
            {
                throw;
            }

            return (parse(body.Bytes, current.Definition), current.Definition);
        }
    }
}
